import ApusAutograd
import ApusData
import ApusNN
import ApusOptim
import ApusTensor

extension ItemGroup {
  static let training = ItemGroup(
    "Whole trainings", file: "training",
    [
      Item("training: CTC", drawsFromDefault: true, tolerance: Tolerance.network) { run in
        try run.compareReading()
      },
      Item("training: regression", drawsFromDefault: true, tolerance: Tolerance.network) { run in
        try run.compareRegression()
      },
    ])
}

/// A small twin of a network that reads CAPTCHAs: the linear layer is drawn before the LSTM.
private final class Reader: Module {
  let dropout: Dropout
  let fc: Linear
  let lstm: LSTM

  init(dropout p: Double, dtype: DType) {
    dropout = Dropout(p: p)
    fc = Linear(16, 5, dtype: dtype)
    lstm = LSTM(6, 16, numLayers: 2, dtype: dtype)
  }

  func callAsFunction(_ columns: Tensor, _ state: LSTM.State?) -> (Tensor, LSTM.State) {
    let (features, state) = lstm(columns, state)
    return (fc(dropout(features)).logSoftmax(dim: 2), state)
  }
}

private struct Sequences: Dataset {
  let columns: NDArray, labels: NDArray
  var count: Int { labels.shape[0] }
  subscript(index: Int) -> (NDArray, NDArray) { (columns[index], labels[index]) }
}

extension CaseRun {
  /// Split, weights, shuffled batches, dropout, a state that is carried along, CTC, SGD with momentum.
  fileprivate func compareReading() throws {
    manualSeed(try arguments.int("seed"))
    let sequences = Sequences(
      columns: try shared("reading/columns"), labels: try shared("reading/labels"))
    let parts = try randomSplit(sequences, try arguments.ints("parts"))
    let net = Reader(dropout: try arguments.number("dropout"), dtype: dtype ?? .float32)
    let loader = DataLoader(
      parts[0], batchSize: try arguments.int("batchSize"), shuffle: true, workers: 0)
    let optimizer = SGD(
      net.parameters, lr: try arguments.number("lr"), momentum: try arguments.number("momentum"))
    let losses = try read(net, loader, optimizer, steps: try arguments.int("steps"))
    try compareEnd(net, losses)

    net.eval()
    let tests = try (0..<parts[1].count).map { try parts[1][$0].0 }
    let outputs = noGrad { net(Tensor(.stack(tests)).transpose(0, 1), nil).0 }
    try compare(outputs.array, "outputs")
  }

  private func read(
    _ net: Reader, _ loader: DataLoader<Subset<Sequences>, (Tensor, Tensor)>,
    _ optimizer: Optimizer, steps: Int
  ) throws -> [Double] {
    let criterion = CTCLoss(blank: 4)
    var (losses, state) = ([Double](), LSTM.State?.none)
    while losses.count < steps {
      var batches = loader.batches()
      // As PyTorch's loop: one batch more is taken before it notices that it is done.
      while let (x, y) = try batches.next(), losses.count < steps {
        optimizer.zeroGrad()
        let (outputs, next) = net(x.transpose(0, 1), state)
        state = next.detach()
        let loss = criterion(outputs, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
      }
    }
    return losses
  }

  /// Drawn data, layer norm, dropout, AdamW under a schedule, clipped gradients.
  fileprivate func compareRegression() throws {
    manualSeed(try arguments.int("seed"))
    let dtype = dtype ?? .float32
    let x = Tensor.rand([64, 2], dtype: dtype) * 2 - 1
    let y = (x[0..., 0] * x[0..., 1]).unsqueeze(1)
    let net = Sequential(
      Linear(2, 16, dtype: dtype), Tanh(), LayerNorm(16, dtype: dtype), Dropout(p: 0.1),
      Linear(16, 1, dtype: dtype))
    let steps = try arguments.int("steps")
    let optimizer = AdamW(net.parameters, lr: 1e-3)
    let schedule = OneCycleLR(
      optimizer, maxLR: try arguments.number("maxLR"), totalSteps: steps)
    let maxNorm = try arguments.number("maxNorm")
    var losses: [Double] = []
    for _ in 0..<steps {
      optimizer.zeroGrad()
      let loss = mseLoss(net(x), y)
      loss.backward()
      clipGradNorm(net.parameters, maxNorm: maxNorm)
      optimizer.step()
      schedule.step()
      losses.append(loss.item())
    }
    try compareEnd(net, losses)
  }

  /// The loss of every step, all weights in one row, and where the generator stands.
  private func compareEnd(_ net: Module, _ losses: [Double]) throws {
    try compare(NDArray(losses).to(dtype ?? .float32), "losses")
    try compare(.cat(net.parameters.map { $0.array.flatten() }), "weights")
    try compareNext("next", from: .default)
  }
}
