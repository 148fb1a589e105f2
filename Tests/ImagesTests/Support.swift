import ApusTensor
import Testing

/// Bytes of no particular order, the same in every run.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
  let generator = Generator(seed: seed)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.random()) }
}

func noise(_ shape: [Int], seed: UInt64) -> NDArray {
  NDArray(noise(shape.reduce(1, *), seed: seed), shape: shape)
}

extension ExitTest.Result {
  /// What the process wrote to its standard error.
  var errorText: String { String(decoding: standardErrorContent, as: UTF8.self) }
}
