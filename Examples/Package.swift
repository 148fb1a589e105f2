// swift-tools-version: 6.2
import PackageDescription

// Programs that a user writes: each depends on nothing but the product Apus.

let apus: [Target.Dependency] = [.product(name: "Apus", package: "Apus")]
/// A function that is `async` runs where it is called from, so that models may be given to it.
let waiting: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let package = Package(
  name: "Examples",
  dependencies: [.package(name: "Apus", path: "..")],
  targets: [
    // The tutorial, line by line. Needs ./captcha, a folder of images (see `captcha generate`).
    .executableTarget(name: "Tutorial", dependencies: apus, swiftSettings: waiting),
    // A user's own layer and model, Sequential, AdamW with groups, one cycle, clipping.
    .executableTarget(name: "NewModel", dependencies: apus, swiftSettings: waiting),
    // A classifier that functions of one's own train and evaluate, with Dataset and DataLoader.
    .executableTarget(name: "Classifier", dependencies: apus, swiftSettings: waiting),
    // A main.swift with global variables.
    .executableTarget(name: "Script", dependencies: apus, swiftSettings: waiting),
    // A derivative written by hand and proven; a module checked by name; second derivatives.
    .executableTarget(name: "OwnGradient", dependencies: apus, swiftSettings: waiting),
    // safetensors and .npy, strict loading.
    .executableTarget(name: "Interchange", dependencies: apus, swiftSettings: waiting),
  ]
)
