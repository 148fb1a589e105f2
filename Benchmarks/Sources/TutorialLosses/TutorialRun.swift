import Apus
import Foundation
import Tutorial

/// The tutorial's training, with what is drawn from the default generator in PyTorch/tutorial.py's order.
struct TutorialRun {
  private let options: Options
  private let network: TutorialNetwork
  private let train: DataLoader<Captchas, (Tensor, Tensor)>
  private let test: DataLoader<Captchas, (Tensor, Tensor)>

  struct Step {
    let epoch: Int
    /// Within the epoch, and from the start; from 1.
    let number: Int, total: Int
    let loss: Double
  }

  init(_ options: Options) throws {
    self.options = options
    let files = Array(try pngFiles(in: URL(filePath: options.folder)).prefix(9984))
    manualSeed(options.seed)
    let parts = try randomSplit(Captchas(files, mean: 0, std: 1), [8192, 1792])
      .map { part in part.indices.map { files[$0] } }
    let (mean, std) = try TutorialRun.statistics(of: parts[0])
    train = DataLoader(Captchas(parts[0], mean: mean, std: std), batchSize: 64, shuffle: true)
    test = DataLoader(Captchas(parts[1], mean: mean, std: std), batchSize: 64)
    network = TutorialNetwork(dropout: options.dropout)
    if let initial = options.initial { try compare(with: loadSafetensors(URL(filePath: initial))) }
  }

  /// Calls `report` after each step.
  func train(_ report: (Step) -> Void) throws {
    let optimizer = SGD(network.parameters, lr: 0.01, momentum: 0.9)
    let criterion = CTCLoss(blank: 10)
    var total = 0
    for epoch in 1... {
      var (number, state) = (0, LSTM.State?.none)
      var batches = train.batches()
      while let (images, labels) = try batches.next() {
        if total == options.steps { return }
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

  /// Mean and standard deviation of all pixels, from integer sums.
  private static func statistics(of files: [URL]) throws -> (mean: Double, std: Double) {
    let gray = Grayscale()
    var (count, sum, squares) = (0, 0, 0)
    for file in files {
      for pixel in try gray(readPNG(file)).scalars(as: Int.self) {
        count += 1
        sum += pixel
        squares += pixel * pixel
      }
    }
    let mean = Double(sum) / Double(count)
    let variance = (Double(squares) - mean * Double(sum)) / Double(count - 1)
    return (mean / 255, variance.squareRoot() / 255)
  }

  private func compare(with initial: StateDict) {
    for (name, array) in network.stateDict.sorted(by: { $0.key < $1.key }) {
      print("# \(name): \(array == initial[name] ? "equal bits" : "different")")
    }
  }
}
