import Apus

/// The lines that tell how training goes on: one every ten batches and one an epoch.
struct TrainingReport {
  let settings: TrainingSettings
  private var window = Window()
  private var epoch = Window()
  private var hasExplainedBlanks = false
  private var start = ContinuousClock.now

  private struct Window {
    var losses = 0.0
    var batches = 0
    var score = Score()
    var readSomething = false

    var meanLoss: Double { batches == 0 ? .nan : losses / Double(batches) }

    mutating func add(_ step: TrainingStep) {
      losses += step.loss
      batches += 1
      score.count(step.predictions, step.labels)
      readSomething = readSomething || step.predictions.contains { !$0.isEmpty }
    }
  }

  init(_ settings: TrainingSettings) { self.settings = settings }

  /// The lines that a step gives rise to.
  mutating func lines(after step: TrainingStep) -> [String] {
    if step.batch == 1 {
      epoch = Window()
      window = Window()
    }
    epoch.add(step)
    window.add(step)
    guard step.batch.isMultiple(of: 10) else { return [] }
    var lines = [
      "Epoch \(step.epoch)/\(settings.epochs), Batch \(step.batch)/\(settings.batchCount), "
        + "Train Loss: \(fixed(window.meanLoss, 5)), "
        + "Train Accuracy: \(fixed(window.score.accuracy, 5))"
    ]
    if !window.readSomething && !hasExplainedBlanks {
      hasExplainedBlanks = true
      lines.append(Self.explanation(settings.preset))
    }
    window = Window()
    return lines
  }

  /// The line that ends an epoch; the time is counted from the last one.
  mutating func line(afterEpoch number: Int, _ score: Score) -> String {
    let now = ContinuousClock.now
    defer { start = now }
    return "Epoch \(number)/\(settings.epochs), \(score), "
      + "Mean Loss: \(fixed(epoch.meanLoss, 5)), \(fixed((now - start) / .seconds(1), 1)) s"
  }

  private static func explanation(_ preset: Preset) -> String {
    let wait =
      switch preset {
      case .tutorial: "with this preset the first numbers are read after about four epochs"
      case .quick: "with this preset the first numbers are read after about 50 batches"
      }
    return "(Predicting only blanks so far, which is how CTC training begins: "
      + "the loss falls to about 2.5 and rests there for a while; \(wait).)"
  }
}
