import Apus
import ArgumentParser
import FoundationEssentials

struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Reads all images of a folder and counts those that are read right, as a whole.",
    discussion: "Images that the reader was trained on count too: use a folder of others.")

  @Argument(help: ArgumentHelp("Folder of PNG files named by their digits.", valueName: "dir"))
  var folder: Path

  @Option(help: ArgumentHelp("The trained reader.", valueName: "file"))
  var model: Path

  @OptionGroup var normalisation: NormalisationOptions

  @Flag(help: "Print a JSON object instead of text.")
  var json = false

  func run() async throws {
    let model = try ModelFile(model.url)
    let normalisation = try normalisation.normalisation(for: model, at: self.model)
    var images = try await CaptchaImages(folder.url)
    try model.check(images.size, of: images.files[0].relativePath)
    images.transform = normalisation.transform
    let progress = ProgressLine()
    let score = try await evaluate(model.network, on: DataLoader(images, batchSize: 64)) {
      progress.show("\($0.total) of \(images.count) images")
    }
    progress.clear()
    show(
      json
        ? "{\"accuracy\": \(score.accuracy), \"correct\": \(score.correct), "
          + "\"total\": \(score.total)}"
        : "\(score)")
  }
}
