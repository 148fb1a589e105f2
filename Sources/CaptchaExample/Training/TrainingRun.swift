import Apus
import FoundationEssentials

/// A network in training and all that changes with it from step to step.
///
/// Random numbers are drawn in this order: the split, the linear layer's weights, the LSTM's, and
/// then, epoch by epoch, the order of the images and a dropout mask a step.
final class TrainingRun {
  typealias Loader = DataLoader<Subset<CaptchaImages>, (Tensor, Tensor)>

  let settings: TrainingSettings
  let normalisation: Normalisation
  let network: ColumnReader
  /// Number of epochs done.
  private(set) var epoch = 0

  private let fingerprint: String
  private let split: [[Int]]
  private let trainLoader: Loader
  private let testLoader: Loader
  private let criterion: CTCLoss
  private let optimizer: Optimizer
  private let schedule: OneCycleLR?

  /// Starts anew, or where `checkpoint` was saved.
  init(
    _ images: CaptchaImages, _ settings: TrainingSettings,
    from checkpoint: TrainingCheckpoint? = nil
  )
    throws
  {
    let architecture = settings.architecture(imageHeight: images.size.height)
    try images.check(canBeReadBy: architecture)
    fingerprint = "\(Fingerprint(images))"
    if let checkpoint {
      guard checkpoint.fingerprint == fingerprint else {
        throw Failure(
          .badData,
          "\(images.folder.relativePath): holds other images than those of the earlier run")
      }
      try checkpoint.checkSplit(imageCount: images.count)
    }
    self.settings = settings
    manualSeed(settings.seed)
    split = try checkpoint?.split ?? settings.split(images)

    let trainPixels = split[0].lazy.map { images.pixels[$0] }
    guard let normalisation = Normalisation(measuring: trainPixels) else {
      throw Failure(.badData, "\(images.folder.relativePath): all pixels are alike")
    }
    self.normalisation = normalisation
    var images = images
    images.transform = normalisation.transform
    trainLoader = DataLoader(
      Subset(images, split[0]), batchSize: settings.batchSize, shuffle: true,
      dropLast: settings.preset.carriesState)
    testLoader = DataLoader(Subset(images, split[1]), batchSize: settings.batchSize)

    network = ColumnReader(architecture, dropout: settings.preset.dropout)
    network.raiseForgetBias(by: settings.preset.forgetBias)
    criterion = CTCLoss(blank: architecture.blank)
    (optimizer, schedule) = settings.optimizer(for: network)
    if let checkpoint { try restore(checkpoint) }
  }

  private func restore(_ checkpoint: TrainingCheckpoint) throws {
    try network.load(checkpoint.network)
    try optimizer.load(checkpoint.optimizer)
    try schedule?.load(checkpoint.schedule)
    Generator.default.state = checkpoint.random
    epoch = checkpoint.epoch
  }

  var checkpoint: TrainingCheckpoint {
    TrainingCheckpoint(
      settings: settings, fingerprint: fingerprint, epoch: epoch, network: network.stateDict,
      optimizer: optimizer.stateDict, schedule: schedule?.stateDict ?? [:],
      random: Generator.default.state, split: split)
  }

  /// Throws where a weight is no longer a number, which must not be saved.
  func checkWeights() throws {
    for (name, weight) in network.namedParameters {
      let sum = weight.array.sum().item()
      guard sum.isFinite else {
        throw Divergence(epoch: epoch, batch: settings.batchCount, what: "sum of \(name)", sum)
      }
    }
  }

  // MARK: - An epoch

  /// Trains on every training image once and then reads the test images.
  ///
  /// - Parameter report: called after each step. What it throws ends the epoch.
  /// - Returns: how many test images were read right.
  func runEpoch(report: (TrainingStep) throws -> Void) async throws -> Score {
    network.train()
    var state: LSTM.State?
    var batch = 0
    for try await (images, labels) in trainLoader {
      batch += 1
      optimizer.zeroGrad()
      let (logProbs, next) = network(images, from: state?.detach())
      if settings.preset.carriesState { state = next }
      let loss = criterion(logProbs, labels)
      loss.backward()
      let step = TrainingStep(
        epoch: epoch + 1, batch: batch, loss: loss.item(), labels: labels,
        predictions: greedyDecode(logProbs, blank: criterion.blank))
      try step.checkLoss()
      if let limit = settings.preset.maxGradNorm {
        try step.check(gradientNorm: clipGradNorm(network.parameters, maxNorm: limit))
      }
      optimizer.step()
      schedule?.step()
      try report(step)
      try Interruption.check()
    }
    let score = try await evaluate(network, on: testLoader) { _ in try Interruption.check() }
    epoch += 1
    return score
  }
}

extension TrainingSettings {
  /// Indices of the images to train on and to test on, at random.
  fileprivate func split(_ images: CaptchaImages) throws -> [[Int]] {
    let rest = images.count - trainCount - testCount
    return try randomSplit(images, [trainCount, testCount, rest]).prefix(2).map(\.indices)
  }

  fileprivate func optimizer(for network: ColumnReader) -> (Optimizer, OneCycleLR?) {
    switch preset {
    case .tutorial: return (SGD(network.parameters, lr: lr, momentum: momentum ?? 0), nil)
    case .quick:
      let matrices = network.parameters.filter { $0.rank > 1 }
      let biases = network.parameters.filter { $0.rank <= 1 }
      let optimizer = AdamW(
        [ParameterGroup(matrices, weightDecay: 0.01), ParameterGroup(biases, weightDecay: 0)],
        lr: lr)
      let schedule = OneCycleLR(
        optimizer, maxLR: lr, totalSteps: epochs * batchCount, pctStart: 0.15, divFactor: 25,
        finalDivFactor: .infinity, cycleMomentum: false)
      return (optimizer, schedule)
    }
  }
}
