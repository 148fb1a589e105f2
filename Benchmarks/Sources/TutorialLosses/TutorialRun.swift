import Apus
import Foundation
import Tutorial

/// The tutorial's training, with what is drawn from the default generator in PyTorch/tutorial.py's order.
struct TutorialRun {
  private let network: TutorialNetwork
  private let train: DataLoader<Captchas, (Tensor, Tensor)>
  private let test: DataLoader<Captchas, (Tensor, Tensor)>
  let initialWeights: StateDict

  struct Step {
    let epoch: Int
    /// Within the epoch, and from the start; from 1.
    let number: Int, total: Int
    let loss: Double
  }

  init(folder: String, seed: Int, dropout: Double) throws {
    let files = Array(try pngFiles(in: URL(filePath: folder)).prefix(9984))
    manualSeed(seed)
    let parts = try randomSplit(Captchas(files, mean: 0, std: 1), [8192, 1792])
      .map { part in part.indices.map { files[$0] } }
    let (mean, std) = try TutorialRun.statistics(of: parts[0])
    train = DataLoader(Captchas(parts[0], mean: mean, std: std), batchSize: 64, shuffle: true)
    test = DataLoader(Captchas(parts[1], mean: mean, std: std), batchSize: 64)
    network = TutorialNetwork(dropout: dropout)
    initialWeights = network.stateDict
  }

  /// Calls `report` after each step.
  func train(steps: Int, _ report: (Step) -> Void) throws {
    let optimizer = SGD(network.parameters, lr: 0.01, momentum: 0.9)
    let criterion = CTCLoss(blank: 10)
    var total = 0
    for epoch in 1... {
      var (number, state) = (0, LSTM.State?.none)
      var batches = train.batches()
      while let (images, labels) = try batches.next() {
        if total == steps { return }
        optimizer.zeroGrad()
        let (outputs, next) = network(columns(images), state?.detach())
        state = next
        let loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        (number, total) = (number + 1, total + 1)
        report(Step(epoch: epoch, number: number, total: total, loss: loss.item()))
      }
      print("# epoch \(epoch): test accuracy \(try testAccuracy())")
    }
  }

  /// The share of strings that are read right.
  private func testAccuracy() throws -> Double {
    network.eval()
    defer { network.train() }
    var (right, count) = (0, 0)
    var batches = test.batches()
    while let (images, labels) = try batches.next() {
      let outputs = noGrad { network(columns(images), nil).0 }
      let truth = labels.array.rows(as: Int.self)
      right += zip(greedyDecode(outputs, blank: 10), truth).count { $0 == $1 }
      count += truth.count
    }
    return Double(right) / Double(count)
  }

  private func columns(_ images: Tensor) -> Tensor {
    images.permute(3, 0, 2, 1).reshape(160, images.shape[0], 60)
  }

  /// Mean and standard deviation (n - 1) of all pixels, from integer sums, which are exact.
  private static func statistics(of files: [URL]) throws -> (mean: Double, std: Double) {
    let gray = Grayscale()
    var histogram = [Int](repeating: 0, count: 256)
    for file in files {
      for pixel in try gray(readPNG(file)).scalars(as: Int.self) { histogram[pixel] += 1 }
    }
    let count = histogram.reduce(0, +)
    let sum = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    let squares = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.offset * $1.element }
    // n * squares is beyond 64 bits.
    let scatter = Int128(count) * Int128(squares) - Int128(sum) * Int128(sum)
    let variance = Double(scatter) / Double(Int128(count) * Int128(count - 1))
    return (Double(sum) / Double(count) / 255, variance.squareRoot() / 255)
  }
}
