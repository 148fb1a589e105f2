import Apus
import Tutorial

// What a training step is made of, alone: each sets its work up and returns a function that does it once.

func lstmForward(batch: Int) -> () -> Void {
  let lstm = LSTM(60, 512, numLayers: 2)
  lstm.eval()
  let columns = Tensor.randn(160, batch, 60)
  return { noGrad { _ = lstm(columns) } }
}

/// Floating-point operations of `lstmForward`.
func lstmOperations(batch: Int) -> Double {
  Double(2 * 160 * batch * LSTMSizes().multiplyAdds(isTraining: false))
}

func ctc() -> () -> Void {
  let logits = Tensor.randn(160, 64, 11).logSoftmax(dim: 2).detach()
  let labels = fourDigits(64)
  let criterion = CTCLoss(blank: 10)
  return {
    let leaf = Tensor(logits.array, requiresGrad: true)
    criterion(leaf, labels).backward()
  }
}

func dropout() -> () -> Void {
  let dropout = Dropout(p: 0.5)
  let x = Tensor.randn(160, 64, 512)
  return { noGrad { _ = dropout(x) } }
}

func sgd() -> () -> Void {
  let network = TutorialNetwork()
  let optimizer = SGD(network.parameters, lr: 0.01, momentum: 0.9)
  for parameter in network.parameters { parameter.grad = .randn(parameter.shape) }
  return { optimizer.step() }
}

func matmul(_ m: Int, _ n: Int, _ k: Int) -> () -> Void {
  let (a, b) = (Tensor.randn(m, k), Tensor.randn(k, n))
  return { noGrad { _ = a.matmul(b) } }
}

func chain() -> () -> Void {
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

func mlp() -> () -> Void {
  let network = Sequential(Linear(784, 256), ReLU(), Linear(256, 10))
  let optimizer = SGD(network.parameters, lr: 0.01)
  let (x, y) = (Tensor.randn(64, 784), Tensor.randn(64, 10))
  return {
    optimizer.zeroGrad()
    mseLoss(network(x), y).backward()
    optimizer.step()
  }
}

/// A network that keeps a million numbers beside its layers.
private final class Collector: Module {
  let first = Linear(4, 4), second = Linear(4, 4), third = Linear(4, 4)
  let losses = [Double](repeating: 0, count: 1_000_000)
}

func parameters() -> () -> Void {
  let network = Collector()
  return { for _ in 0..<100 { _ = network.parameters } }
}
