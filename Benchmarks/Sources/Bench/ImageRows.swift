import Apus
import Foundation
import Tutorial

// The rows that begin with files. Benchmarks/run draws the images.

let imageCount = 2_000

/// Of the images' pixels, as parts of 255.
private let (mean, std) = (0.866, 0.162)

/// What lies in the package, for both sides: PyTorch's looks for it in the same places.
enum Files {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL
  static let twin = package.appending(path: "PyTorch/rows.py")
  static let images = package.appending(path: ".build/captchas")
  static let model = package.appending(path: ".build/tutorial.safetensors")
}

/// Goes through the folder once.
func loadImages() throws -> () throws -> Void {
  let files = Array(try pngFiles(in: Files.images).prefix(imageCount))
  let loader = DataLoader(Captchas(files, mean: mean, std: std), batchSize: 64)
  return {
    var batches = loader.batches()
    while try batches.next() != nil {}
  }
}

/// From the start of the program `captcha`, which lies beside this one, to its answer. The network is not trained,
/// which takes as long. PyTorch's side reads the same file.
func readImage() throws -> () throws -> Void {
  try saveSafetensors(TutorialNetwork().stateDict, to: Files.model)
  let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "captcha").path
  let arguments = [
    "read", try pngFiles(in: Files.images)[0].path, "--model", Files.model.path,
    "--mean", "\(mean)", "--std", "\(std)",
  ]
  return {
    guard output(of: program, arguments) != nil else { throw ProgramError(name: program) }
  }
}
