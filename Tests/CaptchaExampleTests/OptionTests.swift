import Apus
import ArgumentParser
import Testing

@testable import CaptchaExample

@Suite struct OptionTests {
  private func settings(_ arguments: String...) throws -> TrainingSettings {
    let options = try TrainingOptions.parse(arguments)
    let base = TrainingSettings(options.preset ?? .tutorial, imageCount: 10_000)
    return try options.settings(over: base)
  }

  @Test func presets() throws {
    let tutorial = try settings()
    #expect(tutorial == TrainingSettings(.tutorial, imageCount: 10_000))
    #expect(tutorial.epochs == 30 && tutorial.momentum == 0.9 && tutorial.batchCount == 128)
    #expect(tutorial.fileLimit == 9_984)
    let quick = try settings("--preset", "quick")
    #expect(quick.epochs == 3 && quick.momentum == nil && quick.fileLimit == .max)
    #expect(quick.architecture(imageHeight: 60).inputSize == 240)
    let few = TrainingSettings(.quick, imageCount: 2_000)
    #expect(few.trainCount == 1_640 && few.testCount == 360)
  }

  @Test func valuesGivenReplaceThePresets() throws {
    let found = try settings(
      "--epochs", "7", "--batch-size", "10", "--lr", "2e-3", "--momentum", "0", "--hidden", "3",
      "--layers", "4", "--seed", "-5", "--train-count", "95", "--test-count", "6")
    #expect(found.epochs == 7 && found.batchSize == 10 && found.lr == 0.002)
    #expect(found.momentum == 0 && found.hidden == 3 && found.layers == 4 && found.seed == -5)
    #expect(found.trainCount == 95 && found.testCount == 6)
    #expect(found.batchCount == 9)  // a state that is carried on needs full batches
  }

  @Test(arguments: [
    (["--epochs", "-3"], "--epochs must be a whole number of at least 1, got -3"),
    (["--epochs", "0"], "--epochs must be a whole number of at least 1, got 0"),
    (["--epochs", "1e3"], "--epochs must be a whole number of at least 1, got 1e3"),
    (["--hidden", "8193"], "--hidden must be a whole number of at most 8192, got 8193"),
    (["--layers", "17"], "--layers must be a whole number from 1 to 16, got 17"),
    (["--batch-size", "0"], "--batch-size must be a whole number of at least 1, got 0"),
    (
      ["--batch-size", "99999999999999999999"],
      "--batch-size must be a whole number of at most \(Int.max), got 99999999999999999999"
    ),
    (["--seed", "x"], "--seed must be a whole number, got x"),
    (["--lr", "nan"], "--lr must be a number greater than 0 and at most 1e6, got nan"),
    (["--lr", "inf"], "--lr must be a number greater than 0 and at most 1e6, got inf"),
    (["--lr", "1e999"], "--lr must be a number greater than 0 and at most 1e6, got 1e999"),
    (["--lr", "0x1p3"], "--lr must be a number greater than 0 and at most 1e6, got 0x1p3"),
    (["--lr", "-1"], "--lr must be a number greater than 0 and at most 1e6, got -1"),
    (["--lr", "0"], "--lr must be a number greater than 0 and at most 1e6, got 0"),
    (["--momentum", "1"], "--momentum must be a number from 0 to less than 1, got 1"),
    (["--test-count", "0"], "--test-count must be a whole number of at least 1, got 0"),
  ])
  func wrongValues(arguments: [String], message: String) throws {
    let options = try TrainingOptions.parse(arguments)
    let found = failure {
      _ = try options.settings(over: TrainingSettings(.tutorial, imageCount: 10_000))
    }
    #expect(found?.description == message)
    #expect(found?.kind == .usage)
  }

  @Test func countsMustFit() {
    func check(_ preset: Preset, images: Int, _ change: (inout TrainingSettings) -> Void)
      -> String?
    {
      var settings = TrainingSettings(preset, imageCount: images)
      change(&settings)
      return failure { try settings.check(imageCount: images, folder: "x") }?.description
    }
    #expect(check(.tutorial, images: 9_984) { _ in } == nil)
    #expect(
      check(.tutorial, images: 2_000) { _ in }
        == "x: has 2000 images, but 8192 to train on and 1792 to test on are asked for; "
        + "see --train-count and --test-count")
    #expect(check(.tutorial, images: 9_984) { $0.trainCount = .max } != nil)
    #expect(check(.quick, images: 3) { _ in } == "x: has 3 images, too few to train and test")
    #expect(
      check(.quick, images: 100) { $0.batchSize = 83 }
        == "--batch-size is 83, but there are only 82 images to train on")
    #expect(
      check(.quick, images: 100) { $0.momentum = 0.5 }
        == "--momentum belongs to SGD; the preset quick trains with AdamW")
  }
}
