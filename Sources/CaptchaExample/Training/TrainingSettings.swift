import Apus

/// All that decides what a training run computes, but the images.
struct TrainingSettings: Codable, Equatable {
  var preset: Preset
  var epochs: Int
  var batchSize: Int
  /// Learning rate; the highest one where it changes.
  var lr: Double
  /// Of SGD; nil for the other preset.
  var momentum: Double?
  var hidden: Int
  var layers: Int
  var precision = Precision.float32
  var seed: Int
  var trainCount: Int
  var testCount: Int

  /// The preset's own, for a folder of so many images.
  init(_ preset: Preset, imageCount: Int) {
    self.preset = preset
    batchSize = 64
    lr = 0.01
    seed = 0
    (trainCount, testCount) = (8192, 1792)
    switch preset {
    case .tutorial: (epochs, momentum, hidden, layers) = (30, 0.9, 512, 2)
    case .quick:
      (epochs, momentum, hidden, layers) = (3, nil, 128, 1)
      if imageCount < trainCount + testCount {
        testCount = imageCount * 18 / 100
        trainCount = imageCount - testCount
      }
    }
  }

  func architecture(imageHeight: Int) -> Architecture {
    Architecture(
      inputSize: imageHeight * preset.columnsPerStep, hiddenSize: hidden, layers: layers,
      bidirectional: preset.bidirectional)
  }

  /// Number of batches in an epoch. A state that is carried on needs batches of one size.
  var batchCount: Int {
    preset.carriesState ? trainCount / batchSize : (trainCount + batchSize - 1) / batchSize
  }

  /// How many files of the folder are read.
  var fileLimit: Int { max(preset.fileLimit, trainCount + testCount) }
}

extension TrainingSettings {
  /// Throws where the settings do not fit together, or ask for more images than there are.
  func check(imageCount: Int, folder: String) throws {
    let (total, overflow) = trainCount.addingReportingOverflow(testCount)
    guard !overflow, total <= imageCount else {
      throw Failure(
        .usage,
        "\(folder): has \(imageCount) images, but \(trainCount) to train on and \(testCount) to "
          + "test on are asked for; see --train-count and --test-count")
    }
    guard trainCount > 0, testCount > 0 else {
      throw Failure(.badData, "\(folder): has \(imageCount) images, too few to train and test")
    }
    guard batchSize <= trainCount else {
      throw Failure(
        .usage, "--batch-size is \(batchSize), but there are only \(trainCount) images to train on")
    }
    guard preset == .tutorial || momentum == nil else {
      throw Failure(.usage, "--momentum belongs to SGD; the preset quick trains with AdamW")
    }
  }

  /// Whether every number is in its range; false for settings from a damaged file.
  var isSound: Bool {
    let counts = [epochs, batchSize, hidden, layers, trainCount, testCount]
    return counts.allSatisfy { (1...1_000_000_000_000).contains($0) } && hidden <= 8192
      && layers <= 16
      && lr > 0 && lr.isFinite && (0..<1).contains(momentum ?? 0)
  }

  /// What differs from the settings of an earlier run, in words: "--lr was 0.01, is 0.02 now".
  ///
  /// More epochs are no difference where the learning rate does not depend on their number.
  func differences(from checkpoint: TrainingCheckpoint) -> [String] {
    var old = checkpoint.settings
    if preset == old.preset, !preset.hasSchedule, epochs >= checkpoint.epoch { old.epochs = epochs }
    return zip(named, old.named).filter { $0.value != $1.value }
      .map { "--\($0.name) was \($1.value), is \($0.value) now" }
  }

  private var named: [(name: String, value: String)] {
    [
      ("preset", preset.rawValue), ("epochs", "\(epochs)"), ("batch-size", "\(batchSize)"),
      ("lr", "\(lr)"), ("momentum", momentum.map { "\($0)" } ?? "none"), ("hidden", "\(hidden)"),
      ("layers", "\(layers)"), ("precision", precision.rawValue), ("seed", "\(seed)"),
      ("train-count", "\(trainCount)"), ("test-count", "\(testCount)"),
    ]
  }
}
