import Apus

/// Mean and standard deviation of the pixels: what brings them to 0 and 1.
struct Normalisation: Equatable {
  var mean: Double
  var std: Double

  /// From grey bytes to a network's input.
  var transform: Compose { Compose(ToTensor(), Normalize(mean: [mean], std: [std])) }
}

extension Normalisation {
  /// Measured over all pixels of uint8 images, as parts of 255; the sum of squares is divided by
  /// n - 1. Nil where that is not defined or all pixels are alike.
  init?(measuring images: some Sequence<NDArray>) {
    var counts = [Int](repeating: 0, count: 256)
    for image in images {
      image.withBytes { bytes in
        counts.withUnsafeMutableBufferPointer { counts in
          for byte in bytes { counts[Int(byte)] += 1 }
        }
      }
    }
    let n = counts.reduce(0, +)
    guard n > 1 else { return nil }
    let histogram = counts.enumerated().map { (value: Double($0), count: Double($1)) }
    let mean = histogram.reduce(0) { $0 + $1.count * $1.value } / Double(n)
    let squares = histogram.reduce(0) {
      $0 + $1.count * ($1.value - mean) * ($1.value - mean)
    }
    guard squares > 0 else { return nil }
    self.init(mean: mean / 255, std: (squares / Double(n - 1)).squareRoot() / 255)
  }
}

extension Normalisation: CustomStringConvertible {
  var description: String {
    "Mean: \(fixed(mean, 5)), Standard deviation: \(fixed(std, 5))"
  }
}
