// swift-tools-version: 6.2
import PackageDescription

// A folder of Sources is the target of its name behind "Apus" or "CApus", so that no target of a client collides.
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

func systemLibrary(_ folder: String, _ pkgConfig: String) -> Target {
  .systemLibrary(
    name: "CApus\(folder.dropFirst())", path: "Sources/\(folder)", pkgConfig: pkgConfig,
    providers: [.apt(["lib\(pkgConfig)-dev"])])
}

func cLibrary(
  _ folder: String, uses dependencies: [Target.Dependency] = [],
  linkerSettings: [LinkerSetting] = []
) -> Target {
  .target(
    name: "CApus\(folder.dropFirst())", dependencies: dependencies, path: "Sources/\(folder)",
    cSettings: optimisedC, linkerSettings: linkerSettings)
}

func library(_ folder: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: "Apus\(folder)", dependencies: dependencies, path: "Sources/\(folder)",
    swiftSettings: strict)
}

func command(_ folder: String, uses dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: "Apus\(folder)", dependencies: dependencies, path: "Sources/\(folder)",
    swiftSettings: strict)
}

func tests(_ name: String, of dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["ApusTestSupport"], swiftSettings: strict)
}

let package = Package(
  name: "Apus",
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .executable(name: "captcha", targets: ["CaptchaExample"]),
    .executable(name: "gradcheck", targets: ["ApusGradCheckCommand"]),
    .executable(name: "parity", targets: ["ApusParityCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    systemLibrary("COpenBLAS", "openblas"),
    systemLibrary("CLAPACKE", "lapacke"),
    systemLibrary("CLibPNG", "libpng"),
    systemLibrary("CCairo", "cairo"),

    // The framework
    cLibrary("CKernels", linkerSettings: [.linkedLibrary("m")]),
    cLibrary("CPNG", uses: ["CApusLibPNG"]),
    library("Tensor", uses: ["CApusOpenBLAS", "CApusLAPACKE", "CApusKernels"]),
    library("Autograd", uses: ["ApusTensor"]),
    library("NN", uses: ["ApusAutograd"]),
    library("GradCheck", uses: ["ApusAutograd", "ApusNN"]),
    library("Optim", uses: ["ApusAutograd", "CApusKernels"]),
    library("Data", uses: ["ApusAutograd"]),
    library("Files"),
    library("Images", uses: ["CApusPNG", "ApusFiles", "ApusTensor"]),
    library("Serialization", uses: ["ApusFiles", "ApusTensor"]),
    .target(
      name: "Apus",
      dependencies: [
        "ApusTensor", "ApusAutograd", "ApusNN", "ApusGradCheck", "ApusOptim", "ApusData",
        "ApusFiles", "ApusImages", "ApusSerialization",
      ],
      swiftSettings: strict),

    // What proves it, as libraries for their tests and as commands
    library("Reporting", uses: ["ApusFiles"]),
    library(
      "Proof",
      uses: [
        "ApusTensor", "ApusAutograd", "ApusNN", "ApusGradCheck", "ApusOptim", "ApusData",
        "ApusImages", "ApusSerialization",
      ]),
    command(
      "GradCheckCommand",
      uses: [
        "ApusAutograd", "ApusGradCheck", "ApusProof", "ApusReporting", "ApusTensor", arguments,
      ]),
    command("ParityCommand", uses: ["ApusProof", "ApusReporting", arguments]),

    // The example sees what a user sees: packageAccess is off.
    .executableTarget(
      name: "CaptchaExample",
      dependencies: ["Apus", "CApusCairo", arguments],
      packageAccess: false,
      swiftSettings: strict),

    // Tests mirror the sources
    .target(
      name: "ApusTestSupport", dependencies: ["ApusAutograd"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("TensorTests", of: ["ApusTensor", "CApusKernels"]),
    tests("AutogradTests", of: ["ApusAutograd", "ApusGradCheck"]),
    tests("GradCheckTests", of: ["ApusAutograd", "ApusGradCheck"]),
    tests("GuideTests", of: ["Apus"]),
    tests("NNTests", of: ["ApusNN", "ApusGradCheck", "ApusOptim"]),
    tests("OptimTests", of: ["ApusOptim", "ApusNN"]),
    tests("DataTests", of: ["ApusData"]),
    tests("FilesTests", of: ["ApusFiles"]),
    tests("ImagesTests", of: ["ApusImages", "CApusPNG"]),
    tests("SerializationTests", of: ["ApusFiles", "ApusSerialization", "ApusNN", "ApusOptim"]),
    tests(
      "ProofTests",
      of: [
        "ApusGradCheck", "ApusGradCheckCommand", "ApusParityCommand", "ApusProof", "ApusReporting",
        "ApusSerialization",
      ]),
    tests("CaptchaExampleTests", of: ["Apus", "CaptchaExample"]),
  ]
)
