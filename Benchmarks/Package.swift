// swift-tools-version: 6.2
import PackageDescription

let apus: Target.Dependency = .product(name: "Apus", package: "Apus")

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "Apus", path: "..")],
  targets: [
    .target(name: "TutorialNetwork", dependencies: [apus]),
    // Our side and PyTorch's of everything that is compared.
    .executableTarget(name: "Bench", dependencies: [apus, "TutorialNetwork"]),
    // Losses step by step, to lay beside PyTorch's.
    .executableTarget(name: "TutorialLosses", dependencies: [apus, "TutorialNetwork"]),
  ]
)
