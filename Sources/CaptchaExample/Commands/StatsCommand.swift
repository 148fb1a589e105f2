import Apus
import ArgumentParser
import FoundationEssentials

struct StatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Prints mean and standard deviation of the pixels of all images in a folder.",
    discussion: "Pixels are grey and count from 0, black, to 1, white.")

  @Argument(help: ArgumentHelp("Folder of PNG files named by their digits.", valueName: "dir"))
  var folder: Path

  func run() async throws {
    let images = try await CaptchaImages(folder.url)
    guard let found = Normalisation(measuring: images.pixels) else {
      throw Failure(.badData, "\(folder): all pixels are alike")
    }
    show("\(found) (\(images.count) images)")
  }
}
