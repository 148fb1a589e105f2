import Apus
import ArgumentParser
import FoundationEssentials

struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Reads images and prints their digits.",
    discussion: """
      The raw prediction has a character for each step from left to right, "-" where the network \
      sees no digit. An image that is not opaque is read as it looks on white paper.
      """)

  @Argument(help: ArgumentHelp("PNG files; their names do not matter.", valueName: "image"))
  var images: [Path]

  @Option(help: ArgumentHelp("The trained reader.", valueName: "file"))
  var model: Path

  @Option(
    help: ArgumentHelp(
      "Draw the image with a line where each digit was first recognised.", valueName: "file"))
  var annotate: Path?

  @OptionGroup var normalisation: NormalisationOptions

  @Flag(help: "Print a JSON object an image, one a line, instead of text.")
  var json = false

  func run() throws {
    if annotate != nil && images.count > 1 {
      throw Failure(.usage, "--annotate takes one image, got \(images.count)")
    }
    try checkTarget()
    let model = try ModelFile(model.url)
    let normalisation = try normalisation.normalisation(for: model, at: self.model)
    // All are read before anything is printed or written.
    let readings = try images.map { path in
      let grey = try readGrey(path.url)
      try model.check(ImageSize(width: grey.shape[2], height: grey.shape[1]), of: "\(path)")
      return try model.read(grey, normalisation: normalisation)
    }
    if let annotate { try draw(readings[0], of: images[0], to: annotate) }
    for (path, reading) in zip(images, readings) {
      show(line(path, reading))
      if reading.prediction.isEmpty { complain("captcha: \(path): no digit was recognised") }
    }
  }

  /// What is read must not be written over.
  private func checkTarget() throws {
    guard let annotate else { return }
    for (what, path) in [("image", images[0]), ("model", model)]
    where leadToOneFile(annotate.url, path.url) {
      throw Failure(.usage, "--annotate would overwrite the \(what) that is read, \(path)")
    }
  }

  private func draw(_ reading: Reading, of path: Path, to target: Path) throws {
    let image = try readOpaque(path.url)
    let picture = try annotated(image, reading)
    try save(picture, to: target.url)
  }

  private func line(_ path: Path, _ reading: Reading) -> String {
    if json { return reading.json(file: "\(path)") }
    return (images.count > 1 ? "\(path)\n" : "")
      + "Raw Prediction: \(reading.rawText)\nPrediction: \(reading.prediction)"
  }
}

/// The image with a line at each column where a digit was first recognised, and below it what was
/// seen at each step: uint8 [3, height, width].
func annotated(_ image: NDArray, _ reading: Reading) throws -> NDArray {
  let (channels, height, width) = (image.shape[0], image.shape[1], image.shape[2])
  let columns = width / max(1, reading.classes.count)
  let marks = reading.firstSteps.map {
    (column: $0 * columns, label: "\(reading.classes[$0])")
  }
  let picture = try annotate(
    pixels: image.interleaved, width: width, height: height, channels: channels, marks: marks,
    steps: reading.classes.map { $0 == reading.blank ? nil : "\($0)" })
  return NDArray(
    interleaved: picture.pixels, width: picture.width, height: picture.height, channels: 3)
}

extension Reading {
  /// One line: {"file": ..., "raw": ..., "prediction": ...}
  func json(file: String) -> String {
    "{\"file\": \(quoted(file)), \"raw\": \"\(rawText)\", \"prediction\": \"\(prediction)\"}"
  }
}
