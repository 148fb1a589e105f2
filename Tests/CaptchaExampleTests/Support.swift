import Apus
import ApusTestSupport
import FoundationEssentials

@testable import CaptchaExample

/// An image of digits that no font is needed for: each digit is a bar of its own place and length,
/// 12 rows x 12 columns a digit, uint8 [1, 12, 12 digits].
func barImage(_ digits: String) -> NDArray {
  let values = digits.compactMap(\.wholeNumberValue)
  let width = 12 * values.count
  var pixels = [UInt8](repeating: 240, count: 12 * width)
  for (place, value) in values.enumerated() {
    for x in 2..<(4 + value % 5) { pixels[(1 + value) * width + 12 * place + x] = 20 }
    pixels[12 * place + 11] = UInt8(40 + 10 * value)
  }
  return NDArray(pixels, shape: [1, 12, width])
}

/// Images of all numbers below `count`, with two digits, in a folder.
func barImages(_ count: Int, in folder: TemporaryFolder) throws -> URL {
  let url = folder("images")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  for number in 0..<count {
    let name = digitText(number, digits: 2)
    try writePNG(barImage(name), to: url.appending(path: "\(name).png"))
  }
  return url
}

/// Sizes of a small network for `barImage`.
let smallArchitecture = Architecture(
  inputSize: 12, hiddenSize: 5, layers: 2, bidirectional: false)

/// A tensor of every name and shape that a network has, all of one value.
func state(of architecture: Architecture, _ value: Double = 0.1) -> StateDict {
  architecture.shapes.mapValues { NDArray.full($0, value) }
}

/// What a body throws, as a command would report it; nil where it throws nothing.
func failure(_ body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch {
    return Failure(error)
  }
}

/// The same for a body that waits.
func asyncFailure(_ body: () async throws -> Void) async -> Failure? {
  do {
    try await body()
    return nil
  } catch {
    return Failure(error)
  }
}
