// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "Apus", path: "..")],
  targets: [
    // One training step, timed.
    .executableTarget(
      name: "TutorialStep", dependencies: [.product(name: "Apus", package: "Apus")]),
    // Losses step by step, to lay beside PyTorch's.
    .executableTarget(
      name: "TutorialLosses", dependencies: [.product(name: "Apus", package: "Apus")]),
  ]
)
