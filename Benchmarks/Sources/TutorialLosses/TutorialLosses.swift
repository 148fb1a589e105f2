// The losses of the tutorial's first steps, one a line with all digits, to lay beside those of
// PyTorch/tutorial.py with the same seed and images:
//
//     TutorialLosses FOLDER [STEPS] [SEED] [INITIAL.safetensors]
//
// Order of draws: split, network, then the loader's. Normalised by the training split's own figures.

import Apus
import Foundation
import Tutorial

@main struct TutorialLosses {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1,
      let steps = arguments.count > 2 ? Int(arguments[2]) : 20,
      let seed = arguments.count > 3 ? Int(arguments[3]) : 0
    else {
      let usage = "usage: TutorialLosses FOLDER [STEPS] [SEED] [INITIAL.safetensors]\n"
      FileHandle.standardError.write(Data(usage.utf8))
      exit(2)
    }
    let files = Array(try pngFiles(in: URL(filePath: arguments[1])).prefix(9984))

    manualSeed(seed)
    let parts = try randomSplit(Captchas(files, mean: 0, std: 1), [8192, 1792])
    let train = parts[0].indices.map { files[$0] }
    let (mean, std) = try statistics(of: train)
    let loader = DataLoader(
      Captchas(train, mean: mean, std: std), batchSize: 64, shuffle: true)
    let network = TutorialNetwork()
    if arguments.count > 4 {
      try compare(network, with: loadSafetensors(URL(filePath: arguments[4])))
    }
    let optimizer = SGD(network.parameters, lr: 0.01, momentum: 0.9)
    let criterion = CTCLoss(blank: 10)

    var state: LSTM.State?
    var step = 0
    for try await (images, labels) in loader {
      step += 1
      if step > steps { break }
      optimizer.zeroGrad()
      let columns = images.permute(3, 0, 2, 1).reshape(160, images.shape[0], 60)
      let (outputs, next) = network(columns, state?.detach())
      state = next
      let loss = criterion(outputs, labels)
      loss.backward()
      optimizer.step()
      print("1,\(step),\(loss.item())")
    }
  }

  /// Mean and standard deviation of all pixels, from integer sums.
  static func statistics(of files: [URL]) throws -> (mean: Double, std: Double) {
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

  static func compare(_ network: TutorialNetwork, with initial: StateDict) {
    for (name, array) in network.stateDict.sorted(by: { $0.key < $1.key }) {
      print("# \(name): \(array == initial[name] ? "equal bits" : "different")")
    }
  }
}
