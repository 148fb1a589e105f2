import Apus
import TutorialNetwork

/// One thing that both sides do, and how.
struct Row: Sendable {
  let name: String
  let what: String
  /// Threads of both sides; nil: as many as the comparison is run with.
  var threads: Int?
  /// Sets the work up and returns a function that does it once.
  let prepare: @Sendable () -> () -> Void

  static let all: [Row] = [
    Row(name: "step", what: "tutorial's training step") { trainingStep(tutorial()) },
    Row(name: "step-1", what: "tutorial's training step, one thread", threads: 1) {
      trainingStep(tutorial())
    },
    Row(name: "step-bf16", what: "tutorial's training step, products of bfloat16") {
      setFloat32MatmulPrecision(.medium)
      return trainingStep(tutorial())
    },
    Row(name: "step-r", what: "training step of the preset quick") {
      trainingStep(ColumnsNetwork(), steps: 40, inputs: 240)
    },
    Row(name: "forward-64", what: "tutorial's LSTM forward, 64 images") { lstmForward(batch: 64) },
    Row(name: "forward-1", what: "tutorial's LSTM forward, 1 image") { lstmForward(batch: 1) },
    Row(name: "ctc", what: "CTC forward + backward, T 160, N 64, C 11, L 4", prepare: ctc),
    Row(name: "dropout", what: "dropout of 5 M elements", prepare: dropout),
    Row(name: "sgd", what: "SGD with momentum, 3.3 M weights", prepare: sgd),
    Row(name: "matmul-square", what: "matmul 1024 x 1024 x 1024") { matmul(1024, 1024, 1024) },
    Row(name: "matmul-flat", what: "matmul 64 x 2048 x 512 (M x N x K)") { matmul(64, 2048, 512) },
    Row(
      name: "op-16", what: "16-element multiply, forward + backward, 100 in a chain", threads: 1,
      prepare: chain),
    Row(name: "mlp", what: "training step of an MLP 784-256-10, batch 64", prepare: mlp),
  ]
}

// MARK: - The tutorial

private protocol Reader: Module {
  func callAsFunction(_ columns: Tensor, _ state: LSTM.State?) -> (Tensor, LSTM.State)
}

extension TutorialNetwork: Reader {}

private func tutorial() -> TutorialNetwork { TutorialNetwork() }

/// The network of `captcha train --preset quick`.
private final class ColumnsNetwork: Module, Reader {
  let fc = Linear(256, 11)
  let lstm = LSTM(240, 128, bidirectional: true)

  func callAsFunction(_ columns: Tensor, _ state: LSTM.State?) -> (Tensor, LSTM.State) {
    let (features, next) = lstm(columns, state)
    return (fc(features).logSoftmax(dim: 2), next)
  }
}

private func labels() -> Tensor { Tensor(NDArray((0..<256).map { $0 * 7 % 10 }, shape: [64, 4])) }

private func trainingStep(_ network: some Reader, steps: Int = 160, inputs: Int = 60) -> () -> Void
{
  let optimizer: Optimizer =
    network is TutorialNetwork
    ? SGD(network.parameters, lr: 0.01, momentum: 0.9) : AdamW(network.parameters, lr: 0.01)
  let criterion = CTCLoss(blank: 10)
  let (columns, labels) = (Tensor.randn(steps, 64, inputs), labels())
  var state: LSTM.State?
  return {
    optimizer.zeroGrad()
    let (outputs, next) = network(columns, state?.detach())
    if network is TutorialNetwork { state = next }
    criterion(outputs, labels).backward()
    if !(network is TutorialNetwork) { clipGradNorm(network.parameters, maxNorm: 1) }
    optimizer.step()
  }
}

private func lstmForward(batch: Int) -> () -> Void {
  let lstm = LSTM(60, 512, numLayers: 2)
  lstm.eval()
  let columns = Tensor.randn(160, batch, 60)
  return { noGrad { _ = lstm(columns) } }
}

private func ctc() -> () -> Void {
  let logits = Tensor.randn(160, 64, 11).logSoftmax(dim: 2).detach()
  let labels = labels()
  let criterion = CTCLoss(blank: 10)
  return {
    let leaf = Tensor(logits.array, requiresGrad: true)
    criterion(leaf, labels).backward()
  }
}

// MARK: - Parts

private func dropout() -> () -> Void {
  let dropout = Dropout(p: 0.5)
  let x = Tensor.randn(160, 64, 512)
  return { noGrad { _ = dropout(x) } }
}

private func sgd() -> () -> Void {
  let network = TutorialNetwork()
  let optimizer = SGD(network.parameters, lr: 0.01, momentum: 0.9)
  for parameter in network.parameters { parameter.grad = .randn(parameter.shape) }
  return { optimizer.step() }
}

private func matmul(_ m: Int, _ n: Int, _ k: Int) -> () -> Void {
  let (a, b) = (Tensor.randn(m, k), Tensor.randn(k, n))
  return { noGrad { _ = a.matmul(b) } }
}

private func chain() -> () -> Void {
  let x = Tensor.randn([16], requiresGrad: true)
  let y = Tensor.randn([16], requiresGrad: true)
  return {
    x.grad = nil
    y.grad = nil
    var z = x
    for _ in 0..<100 { z = z * y }
    z.sum().backward()
  }
}

private func mlp() -> () -> Void {
  let network = Sequential(Linear(784, 256), ReLU(), Linear(256, 10))
  let optimizer = SGD(network.parameters, lr: 0.01)
  let (x, y) = (Tensor.randn(64, 784), Tensor.randn(64, 10))
  return {
    optimizer.zeroGrad()
    mseLoss(network(x), y).backward()
    optimizer.step()
  }
}
