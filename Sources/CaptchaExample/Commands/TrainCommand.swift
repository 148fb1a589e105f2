import Apus
import ArgumentParser
import FoundationEssentials
import Glibc

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a reader on the images of a folder.",
    discussion: """
      After each epoch the reader is saved, and next to it what --resume needs to go on: beside \
      captcha.safetensors that is captcha.checkpoint.safetensors. The images are split at random \
      into those to train on and those to test on; mean and standard deviation of the former are \
      kept with the reader.

      Ctrl-C ends training after the step that it is at.
      """)

  @Argument(help: ArgumentHelp("Folder of PNG files named by their digits.", valueName: "dir"))
  var folder: Path

  @OptionGroup var options: TrainingOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads to compute with; default: one a processor. The result does not depend on it.",
      valueName: "n"))
  var threads: String?

  @Option(help: ArgumentHelp("Where to save the reader.", valueName: "file"))
  var model = Path("captcha.safetensors")

  @Flag(help: "Go on after the last epoch that was saved, with the same options.")
  var resume = false

  private var checkpointURL: URL { TrainingCheckpoint.url(for: model.url) }

  func run() async throws {
    if let threads = try wholeNumber(threads, "--threads", in: 1...64) { setNumThreads(threads) }
    // What was typed is looked at before any file.
    _ = try options.settings(over: TrainingSettings(.tutorial, imageCount: 0))
    let folder = folder.url
    let checkpoint = resume ? try earlierRun() : nil
    let settings = try settings(imageCount: try pngFiles(in: folder).count, checkpoint)
    setFloat32MatmulPrecision(settings.precision.ofProducts)
    let lock = try RunLock(for: model.url)
    defer { lock.release() }
    try TrainCommand.checkTarget(model.url)
    Interruption.watch()
    let images = try await CaptchaImages(folder, limit: settings.fileLimit)
    let run = try start(images, settings, checkpoint)
    introduce(run, images)
    try await train(run, images.size)
  }

  /// A model may be replaced by a better one, but nothing else by a model.
  static func checkTarget(_ file: URL) throws {
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    do {
      let found = try SafetensorsFile(file)
      if found.isCheckpoint { throw Mismatch("\(file.relativePath): is what --resume needs") }
    } catch {
      throw Failure(.usage, "--model would overwrite a file that is not a model: \(error)")
    }
  }

  private func earlierRun() throws -> TrainingCheckpoint {
    do {
      return try TrainingCheckpoint(checkpointURL)
    } catch let error as FileError where error.code == ENOENT {
      throw Failure(
        .noInput, "\(error); --resume goes on after an epoch that was saved there before")
    }
  }

  /// The options given over those of the earlier run or of the preset.
  private func settings(imageCount: Int, _ checkpoint: TrainingCheckpoint?) throws
    -> TrainingSettings
  {
    let preset = TrainingSettings(options.preset ?? .tutorial, imageCount: imageCount)
    let settings = try options.settings(over: checkpoint?.settings ?? preset)
    if let checkpoint {
      let differences = settings.differences(from: checkpoint)
      guard differences.isEmpty else {
        throw Failure(
          .usage,
          "\(checkpointURL.relativePath): was saved with other options: "
            + differences.joined(separator: ", "))
      }
    }
    try settings.check(imageCount: imageCount, folder: "\(folder)")
    return settings
  }

  private func start(
    _ images: CaptchaImages, _ settings: TrainingSettings, _ checkpoint: TrainingCheckpoint?
  ) throws -> TrainingRun {
    do {
      return try TrainingRun(images, settings, from: checkpoint)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(.badData, "\(checkpointURL.relativePath): \(error)")
    }
  }

  private func introduce(_ run: TrainingRun, _ images: CaptchaImages) {
    let settings = run.settings
    let weights = run.network.parameters.reduce(0) { $0 + $1.count }
    show(
      "\(settings.trainCount) images of \(images.size) to train on, "
        + "\(settings.testCount) to test on")
    show("\(run.normalisation) (training images)")
    show(
      "\(settings.preset) network with \(weights) weights, \(getNumThreads()) threads, products "
        + "in \(settings.precision)")
    if run.epoch > 0 { show("Going on after epoch \(run.epoch)") }
    if run.epoch >= settings.epochs { show("All \(settings.epochs) epochs are done already") }
  }

  private func train(_ run: TrainingRun, _ size: ImageSize) async throws {
    var report = TrainingReport(run.settings)
    while run.epoch < run.settings.epochs {
      let saved = run.epoch
      do {
        let score = try await run.runEpoch { step in
          for line in report.lines(after: step) { show(line) }
        }
        try save(run, size, score)
        show(report.line(afterEpoch: run.epoch, score))
      } catch let stop as Interrupted {
        throw Failure(
          stop.kind, "stopped by \(stop.name) in epoch \(saved + 1); \(whatIsSaved(saved))")
      } catch let divergence as Divergence {
        throw Failure(.software, "\(divergence); \(whatIsSaved(saved))")
      }
    }
  }

  /// The model first: a checkpoint never stands for more than what was saved.
  private func save(_ run: TrainingRun, _ size: ImageSize, _ score: Score) throws {
    try run.checkWeights()
    let file = ModelFile(
      network: run.network, normalisation: run.normalisation, imageSize: size)
    let remarks = [
      "preset": run.settings.preset.rawValue, "epoch": "\(run.epoch)",
      "test_accuracy": "\(fixed(score.accuracy, 5)) (\(score.correct)/\(score.total))",
    ]
    try file.save(to: model.url, remarks: remarks)
    try run.checkpoint.save(to: checkpointURL)
  }

  private func whatIsSaved(_ epoch: Int) -> String {
    epoch == 0
      ? "nothing is saved yet"
      : "epoch \(epoch) is saved in \(model), and --resume goes on after it"
  }
}
