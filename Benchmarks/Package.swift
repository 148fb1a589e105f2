// swift-tools-version: 6.2
import PackageDescription

let apus: Target.Dependency = .product(name: "Apus", package: "Apus")

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "Apus", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
  ],
  targets: [
    // The tutorial's network and images.
    .target(name: "Tutorial", dependencies: [apus]),
    // The multiply-adds that the processor can do.
    .target(name: "CLimit"),
    // Our side and PyTorch's of everything that is compared.
    .executableTarget(name: "Bench", dependencies: [apus, "CLimit", "Tutorial"]),
    // Losses step by step, to lay beside PyTorch's.
    .executableTarget(
      name: "TutorialLosses",
      dependencies: [
        apus, "Tutorial", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
)
