import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import CaptchaExample

/// The built program itself, where it lies beside the tests.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: Program.url("captcha").path)))
struct ExecutableTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func oneLineAndAnExitCode() throws {
    let usage = try run(["train", "x", "--epochs", "-3"])
    #expect(usage.end() == 64)
    #expect(usage.errors == "captcha: --epochs must be a whole number of at least 1, got -3\n")
    #expect(usage.output.isEmpty)
    let missing = try run(["stats", folder("none").path])
    #expect(missing.end() == 66)
    #expect(missing.errors == "captcha: \(folder("none").path): no such folder\n")
    let help = try run(["train", "--help"])
    #expect(help.end() == 0)
    #expect(help.output.contains("--preset") && help.errors.isEmpty)
  }

  @Test func anEmptyReadingIsMentioned() throws {
    var state = state(of: smallArchitecture, 0)
    state["fc.bias"] = NDArray((0..<11).map { Float($0) })  // the blank is likeliest
    let model = folder("m.safetensors")
    try saveSafetensors(state, to: model)
    let images = try barImages(2, in: folder)
    let image = images.appending(path: "01.png").path
    let options = ["--model", model.path, "--mean", "0.9", "--std", "0.1"]
    let one = try run(["read", image] + options)
    #expect(one.end() == 0)
    #expect(one.output.hasSuffix("\nPrediction: \n"))
    #expect(one.errors == "captcha: \(image): no digit was recognised\n")
    let json = try run(["read", image, "--json"] + options)
    #expect(json.end() == 0 && json.errors == one.errors)

    state["fc.bias"] = NDArray((0..<11).map { Float(-$0) })
    try saveSafetensors(state, to: model)
    let zeros = try run(["read", image] + options)
    #expect(zeros.end() == 0 && zeros.output.hasSuffix("\nPrediction: 0\n") && zeros.errors.isEmpty)
  }

  /// Whatever path leads there.
  @Test func annotatingWhatIsReadIsRefused() throws {
    let model = folder("m.safetensors")
    try saveSafetensors(state(of: smallArchitecture), to: model)
    let images = try barImages(2, in: folder)
    let image = images.appending(path: "01.png").path
    let before = try (readFile(URL(filePath: image)), readFile(model))
    #expect(symlink(image, folder("link.png").path) == 0)
    #expect(link(image, folder("hard.png").path) == 0)
    let spelled = "\(images.path)/../images/./01.png"
    for (target, what) in [
      (image, "image"), (spelled, "image"), (folder("link.png").path, "image"),
      (folder("hard.png").path, "image"), (model.path, "model"),
    ] {
      for (first, second) in [(image, target), (target, image)]
      where what == "image" || first == image {
        let program = try run([
          "read", first, "--annotate", second, "--model", model.path, "--mean", "0.9", "--std",
          "0.1",
        ])
        #expect(program.end() == 64, "\(first) \(second)")
        let path = what == "image" ? first : model.path
        #expect(
          program.errors
            == "captcha: --annotate would overwrite the \(what) that is read, \(path)\n")
      }
    }
    #expect(try before == (readFile(URL(filePath: image)), readFile(model)))
  }

  @Test(arguments: [(SIGINT, 130, "Ctrl-C"), (SIGTERM, 143, "SIGTERM")])
  func signalsEndTrainingBetweenSteps(signal: Int32, code: Int32, name: String) throws {
    let images = try barImages(40, in: folder)
    let model = folder("m.safetensors")
    let program = try run([
      "train", images.path, "--hidden", "4", "--batch-size", "4", "--train-count", "32",
      "--test-count", "8", "--epochs", "1000000", "--model", model.path,
    ])
    let checkpoint = TrainingCheckpoint.url(for: model)
    while program.isRunning && !FileManager.default.fileExists(atPath: checkpoint.path) {
      usleep(10_000)
    }
    program.send(signal)
    #expect(program.end() == code)
    #expect(program.errors.hasPrefix("captcha: stopped by \(name) in epoch "))
    #expect(program.errors.contains("is saved in \(model.path), and --resume goes on after it"))
    #expect(try TrainingCheckpoint(checkpoint).epoch >= 1)
    #expect(
      try folder.names() == ["images", "m.checkpoint.safetensors", "m.safetensors"])
  }

  @Test func aModelThatCannotBeSavedIsFoundOutAtOnce() throws {
    let images = try barImages(40, in: folder)
    let program = try run(["train", images.path, "--model", folder("none/m").path])
    #expect(program.end() == 64)  // too few images
    let options = ["--train-count", "32", "--test-count", "8", "--batch-size", "4"]
    let other = try run(["train", images.path, "--model", folder("none/m").path] + options)
    #expect(other.end() == 73)
    #expect(
      other.errors == "captcha: \(folder("none/m").path): cannot be made: no such folder\n")
  }

  /// The whole way: images drawn, three epochs, and nine of ten strings right that it never saw.
  @Test(.long) func learnsToRead() throws {
    let (images, unseen) = (folder("images").path, folder("unseen").path)
    let model = folder("m.safetensors").path
    for arguments in [
      ["generate", images], ["train", images, "--preset", "quick", "--model", model],
      ["generate", unseen, "--count", "1000", "--seed", "1"],
    ] {
      #expect(try run(arguments).end() == 0)
    }
    let test = try run(["test", unseen, "--model", model])
    #expect(test.end() == 0)
    let accuracy = try #require(test.output.split(separator: " ").compactMap { Double($0) }.first)
    #expect(accuracy >= 0.9, "\(test.output)")
  }
}

/// The program `captcha` with these arguments.
private func run(_ arguments: [String]) throws -> Program { try Program("captcha", arguments) }
