// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of the arrows: each knows only what stands above it.

/// Language features that keep imports and existentials honest.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// C is compiled with -O0 in debug builds, a hundred times slower than it should be. Whoever works on
// Apus sets APUS_DEV; a client never sees the unsafe flag, so that it can depend on a version.
let optimisedC: [CSetting] =
  Context.environment["APUS_DEV"] == nil
  ? [] : [.unsafeFlags(["-O2"], .when(configuration: .debug))]

let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Apus",
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .executable(name: "captcha", targets: ["CaptchaExample"]),
    .executable(name: "gradcheck", targets: ["GradCheckCommand"]),
    .executable(name: "parity", targets: ["ParityCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    // System libraries
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),

    // The framework
    .target(
      name: "CKernels", cSettings: optimisedC, linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CPNG", dependencies: ["CLibPNG"], cSettings: optimisedC),
    .target(
      name: "Tensor", dependencies: ["COpenBLAS", "CLAPACKE", "CKernels"], swiftSettings: strict),
    .target(name: "Autograd", dependencies: ["Tensor", "CKernels"], swiftSettings: strict),
    .target(name: "NN", dependencies: ["Autograd"], swiftSettings: strict),
    .target(name: "Optim", dependencies: ["Autograd"], swiftSettings: strict),
    .target(name: "Data", dependencies: ["Autograd"], swiftSettings: strict),
    .target(name: "Files", swiftSettings: strict),
    .target(name: "Images", dependencies: ["CPNG", "Files", "Tensor"], swiftSettings: strict),
    .target(name: "Serialization", dependencies: ["Files", "Tensor"], swiftSettings: strict),
    .target(
      name: "Apus",
      dependencies: [
        "Tensor", "Autograd", "NN", "Optim", "Data", "Files", "Images", "Serialization",
      ],
      swiftSettings: strict),

    // What proves it, as libraries for their tests and as commands
    .target(name: "Reporting", dependencies: ["Files"], swiftSettings: strict),
    .target(name: "Declarations", swiftSettings: strict),
    .target(
      name: "GradCheckSuite", dependencies: ["Autograd", "Declarations", "NN", "Tensor"],
      swiftSettings: strict),
    .executableTarget(
      name: "GradCheckCommand",
      dependencies: [
        "Autograd", "Declarations", "GradCheckSuite", "Reporting", "Tensor", arguments,
      ],
      swiftSettings: strict),
    .target(
      name: "ParitySuite",
      dependencies: [
        "Tensor", "Autograd", "NN", "Optim", "Data", "Images", "Serialization",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "ParityCommand", dependencies: ["ParitySuite", "Reporting", arguments],
      swiftSettings: strict),

    // The example sees what a user sees: packageAccess is off.
    .executableTarget(
      name: "CaptchaExample",
      dependencies: [
        "Apus", "CCairo", arguments,
      ],
      packageAccess: false,
      swiftSettings: strict),

    // Tests mirror the sources
    .target(
      name: "TestSupport", dependencies: ["Autograd"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "TensorTests", dependencies: ["Tensor", "CKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AutogradTests", dependencies: ["Autograd", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DeclarationsTests", dependencies: ["Declarations"], swiftSettings: strict),
    .testTarget(
      name: "GradCheckSuiteTests",
      dependencies: [
        "Declarations", "GradCheckSuite", "GradCheckCommand", "Reporting", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GuideTests", dependencies: ["Apus", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "NNTests", dependencies: ["NN", "Optim", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "OptimTests", dependencies: ["Optim", "NN", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "DataTests", dependencies: ["Data", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ImagesTests", dependencies: ["Images", "CPNG", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SerializationTests",
      dependencies: ["Files", "Serialization", "NN", "Optim", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ParityTests",
      dependencies: [
        "Declarations", "ParityCommand", "ParitySuite", "Reporting", "Serialization", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CaptchaExampleTests", dependencies: ["Apus", "CaptchaExample", "TestSupport"],
      swiftSettings: strict),
  ]
)
