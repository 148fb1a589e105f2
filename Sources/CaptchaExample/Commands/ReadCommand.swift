import Apus
import ArgumentParser
import FoundationEssentials

struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Reads images and prints their digits.",
    discussion: """
      The raw prediction has a character for each step from left to right, "-" where the network \
      sees no digit.
      """)

  @Argument(help: ArgumentHelp("PNG files; their names do not matter.", valueName: "image"))
  var images: [String]

  @Option(help: ArgumentHelp("The trained reader.", valueName: "file"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "Draw the image with a line where each digit was first recognised.", valueName: "file"))
  var annotate: String?

  @OptionGroup var normalisation: NormalisationOptions

  @Flag(help: "Print a JSON object an image, one a line, instead of text.")
  var json = false

  func run() throws {
    if annotate != nil && images.count > 1 {
      throw Failure(.usage, "--annotate takes one image, got \(images.count)")
    }
    let model = try ModelFile(URL(filePath: model))
    let normalisation = try normalisation.normalisation(for: model, at: self.model)
    // All are looked at before anything is printed.
    let greys = try images.map { path in
      let grey = try readGrey(URL(filePath: path))
      try model.check(ImageSize(width: grey.shape[2], height: grey.shape[1]), of: path)
      return grey
    }
    for (path, grey) in zip(images, greys) {
      show(line(path, try model.read(grey, normalisation: normalisation)))
    }
  }

  private func line(_ path: String, _ reading: Reading) -> String {
    if json { return reading.json(file: path) }
    return (images.count > 1 ? "\(path)\n" : "")
      + "Raw Prediction: \(reading.rawText)\nPrediction: \(reading.prediction)"
  }
}

extension Reading {
  /// One line: {"file": ..., "raw": ..., "prediction": ...}
  func json(file: String) -> String {
    "{\"file\": \(quoted(file)), \"raw\": \"\(rawText)\", \"prediction\": \"\(prediction)\"}"
  }
}
