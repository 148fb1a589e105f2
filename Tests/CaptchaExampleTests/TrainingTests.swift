import Apus
import ApusTestSupport
import FoundationEssentials
import Testing

@testable import CaptchaExample

@Suite struct TrainingTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func otherOptionsAreNamed() {
    let old = TrainingCheckpoint(
      settings: smallSettings(.tutorial), fingerprint: "", epoch: 2, network: [:], optimizer: [:],
      schedule: [:], random: NDArray([0]), split: [])
    var new = old.settings
    #expect(new.differences(from: old) == [])
    new.epochs = 9  // more of the same
    #expect(new.differences(from: old) == [])
    new.epochs = 1
    #expect(new.differences(from: old) == ["--epochs was 3, is 1 now"])
    new = old.settings
    new.lr = 0.02
    new.momentum = nil
    #expect(
      new.differences(from: old) == [
        "--lr was 0.01, is 0.02 now", "--momentum was 0.9, is none now",
      ])
    var quick = old
    quick.settings = smallSettings(.quick)
    new = quick.settings
    new.epochs = 9  // another schedule
    #expect(new.differences(from: quick) == ["--epochs was 3, is 9 now"])
  }

  @Test func onlyModelsAreOverwritten() throws {
    let file = folder("notes.txt")
    #expect(failure { try TrainCommand.checkTarget(file) } == nil)
    try Data("notes".utf8).write(to: file)
    #expect(
      failure { try TrainCommand.checkTarget(file) }?.description
        == "--model would overwrite a file that is not a model: \(file.path): is not a safetensors "
        + "file: too short for a header (5 bytes)")
    try saveSafetensors(["x": NDArray([1])], to: file)
    #expect(failure { try TrainCommand.checkTarget(file) } == nil)
    try saveSafetensors(["x": NDArray([1])], to: file, metadata: ["captcha": "checkpoint"])
    #expect(
      failure { try TrainCommand.checkTarget(file) }?.description
        == "--model would overwrite a file that is not a model: \(file.path): is what --resume needs"
    )
    #expect(
      failure { _ = try ModelFile(file) }?.description
        == "\(file.path): is what --resume needs; the reader is in the file beside it")
  }

  @Test func filesThatAreNoCheckpoints() throws {
    let file = folder("a.safetensors")
    try saveSafetensors(["x": NDArray([1])], to: file)
    let found = failure { _ = try TrainingCheckpoint(file) }
    #expect(found?.description == "\(file.path): is not a checkpoint of captcha train")
    try saveSafetensors(
      ["random": NDArray([1])], to: file, metadata: ["captcha": "checkpoint", "epoch": "1"])
    let earlier = failure { _ = try TrainingCheckpoint(file) }
    #expect(
      earlier?.description.contains("is from an earlier version or damaged: train anew") == true)
    #expect(failure { _ = try TrainingCheckpoint(folder("none")) }?.kind == .noInput)
    #expect(
      TrainingCheckpoint.url(for: URL(filePath: "a/b.safetensors")).relativePath
        == "a/b.checkpoint.safetensors")
    #expect(
      TrainingCheckpoint.url(for: URL(filePath: "b.model")).relativePath
        == "b.model.checkpoint.safetensors")
  }

  @Test func twoRunsDoNotSaveToOneFile() throws {
    let target = folder("captcha.safetensors")
    let lock = try RunLock(for: target)
    let second = failure { _ = try RunLock(for: target) }
    #expect(second?.kind == .cannotCreate)
    #expect(
      second?.description == "\(target.path): another run of captcha train is saving to it")
    lock.release()
    try RunLock(for: target).release()
    #expect(try folder.names() == [])
    #expect(failure { _ = try RunLock(for: folder("none/a")) }?.kind == .cannotCreate)
    #expect(
      failure { _ = try RunLock(for: folder.url) }?.description
        == "\(folder.url.path): is a folder, not a file")
  }

  @Test func reportLines() {
    var report = TrainingReport(smallSettings(.tutorial))
    let labels = Tensor(NDArray([1, 2, 3, 4], shape: [2, 2]))
    func step(_ batch: Int, _ loss: Double, _ predictions: [[Int]]) -> TrainingStep {
      TrainingStep(epoch: 1, batch: batch, loss: loss, labels: labels, predictions: predictions)
    }
    for batch in 1...9 {
      #expect(report.lines(after: step(batch, 1, [[1, 2], []])).isEmpty)
    }
    #expect(
      report.lines(after: step(10, 3, [[], []])) == [
        "Epoch 1/3, Batch 10/8, Train Loss: 1.20000, Train Accuracy: 0.45000"
      ])
    for batch in 11...19 { _ = report.lines(after: step(batch, 2, [[], []])) }
    #expect(report.lines(after: step(20, 2, [[], []])).count == 2)  // explains the blanks, once
    for batch in 21...29 { _ = report.lines(after: step(batch, 2, [[], []])) }
    #expect(report.lines(after: step(30, 2, [[], []])).count == 1)
    let line = report.line(afterEpoch: 1, Score(correct: 1, total: 4))
    #expect(
      line.hasPrefix("Epoch 1/3, Test Accuracy: 0.25000 (1/4), Mean Loss: 1.73333, ")
        && line.hasSuffix(" s"))
  }

  @Test func lossesThatAreNoNumbersStopTraining() {
    let labels = Tensor(NDArray([1], shape: [1, 1]))
    let step = TrainingStep(epoch: 2, batch: 7, loss: .nan, labels: labels, predictions: [[]])
    #expect(
      failure { try step.checkLoss() }?.description
        == "the loss is nan in epoch 2, batch 7; a lower --lr may help")
  }
}

/// 32 images to train on and 8 to test on, three epochs.
func smallSettings(_ preset: Preset) -> TrainingSettings {
  var settings = TrainingSettings(preset, imageCount: 40)
  settings.epochs = 3
  settings.hidden = 6
  settings.batchSize = 4
  settings.trainCount = 32
  settings.testCount = 8
  return settings
}
