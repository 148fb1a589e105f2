import Apus
import ApusTestSupport
import FoundationEssentials
import Testing

@testable import CaptchaExample

/// Each in a process of its own: a run draws from the default generator, which tests share.
@Suite struct ResumeTests {
  @Test func aResumedTutorialEndsWithTheSameBits() async {
    await #expect(processExitsWith: .success) { try await trainWithAndWithoutABreak(.tutorial) }
  }

  @Test func aResumedQuickRunEndsWithTheSameBits() async {
    await #expect(processExitsWith: .success) { try await trainWithAndWithoutABreak(.quick) }
  }

  @Test func checkpointsRoundTrip() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let images = try await CaptchaImages(try barImages(40, in: folder))
      let run = try TrainingRun(images, smallSettings(.quick))
      let file = folder("a.checkpoint.safetensors")
      var saved = run.checkpoint
      saved.epoch = 1
      try saved.save(to: file)
      let back = try TrainingCheckpoint(file)
      #expect(back.settings == saved.settings && back.epoch == 1 && back.split == saved.split)
      #expect(back.network == saved.network && back.optimizer == saved.optimizer)
      #expect(back.schedule == saved.schedule && back.fingerprint == saved.fingerprint)
      #expect(back.random == saved.random)
      #expect(Set(saved.split.joined()).count == 40)
      try saved.checkSplit(imageCount: 40)
      for wrong in [-1, 40, saved.split[1][0]] {
        var damaged = saved
        damaged.split[0][0] = wrong
        #expect(throws: Mismatch.self) { try damaged.checkSplit(imageCount: 40) }
      }

      try writePNG(barImage("99"), to: folder("images/39.png"))
      let others = try await CaptchaImages(folder("images"))
      let found = failure { _ = try TrainingRun(others, saved.settings, from: saved) }
      #expect(found?.description.hasSuffix("other images than those of the earlier run") == true)
    }
  }

  @Test func theQuickPresetLearns() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let images = try await CaptchaImages(try barImages(100, in: folder))
      var settings = TrainingSettings(.quick, imageCount: 100)
      (settings.epochs, settings.batchSize, settings.hidden) = (25, 8, 24)
      let run = try TrainingRun(images, settings)
      var score = Score()
      while run.epoch < settings.epochs { score = try await run.runEpoch { _ in } }
      try check(score.accuracy > 0.7, "\(score)")
    }
  }
}

/// The files of a run of three epochs, and of one that stopped within the second and was resumed
/// with another number of threads, are equal.
func trainWithAndWithoutABreak(_ preset: Preset) async throws {
  let folder = try TemporaryFolder()
  let images = try barImages(40, in: folder).path
  let options = [
    "train", images, "--preset", preset.rawValue, "--hidden", "6", "--batch-size", "4",
    "--train-count", "32", "--test-count", "8", "--epochs", "3",
  ]
  func train(_ name: String, _ more: String...) async throws {
    let failure = await Captcha.perform(options + ["--model", folder(name).path] + more)
    try check(failure == nil, "\(failure.map(\.description) ?? "")")
  }
  try await train("whole.safetensors", "--threads", "2")

  try await trainPartly(images, preset, folder("part.safetensors"))
  try await train("part.safetensors", "--threads", "1", "--resume")
  for suffix in ["safetensors", "checkpoint.safetensors"] {
    let whole = try readFile(folder("whole.\(suffix)"))
    try check(try readFile(folder("part.\(suffix)")) == whole, suffix)
  }
}

/// One epoch that is saved and half of another that is lost.
private func trainPartly(_ images: String, _ preset: Preset, _ model: URL) async throws {
  struct Stop: Error {}
  let run = try TrainingRun(
    try await CaptchaImages(URL(filePath: images)), smallSettings(preset))
  _ = try await run.runEpoch { _ in }
  try run.checkpoint.save(to: TrainingCheckpoint.url(for: model))
  do {
    _ = try await run.runEpoch { if $0.batch == 4 { throw Stop() } }
  } catch is Stop {}
}

struct CheckFailed: Error {}

/// For processes that tell by their exit code alone.
func check(_ condition: Bool, _ text: String) throws {
  if condition { return }
  complain("check failed: \(text)")
  throw CheckFailed()
}
