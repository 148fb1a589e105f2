// swift-tools-version: 6.2
import PackageDescription

// Programs that a user writes: each depends on nothing but the product Apus.

let apus: [Target.Dependency] = [.product(name: "Apus", package: "Apus")]

let package = Package(
  name: "Examples",
  dependencies: [.package(name: "Apus", path: "..")],
  targets: [
    // The tutorial, line by line. Needs ./captcha, a folder of images (see `captcha generate`).
    .executableTarget(name: "Tutorial", dependencies: apus),
    // A user's own layer and model, Sequential, AdamW with groups, one cycle, clipping.
    .executableTarget(name: "NewModel", dependencies: apus),
    // A derivative written by hand and proven; a module checked by name; second derivatives.
    .executableTarget(name: "OwnGradient", dependencies: apus),
    // safetensors and .npy, strict loading.
    .executableTarget(name: "Interchange", dependencies: apus),
  ]
)
