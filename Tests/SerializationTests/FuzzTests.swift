import ApusFiles
import ApusSerialization
import ApusTensor
import ApusTestSupport
import Testing

/// Whatever the bytes are, a reader returns arrays that are what their shapes say, or throws.
@Suite struct FuzzTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func mutatedSafetensors() throws {
    let url = folder("fuzz.safetensors")
    try saveSafetensors(
      ["w": NDArray([[1, 2, 3]] as [[Float]]), "n": NDArray([4]), "b": NDArray([true, false])],
      to: url, metadata: ["k": "v"])
    let half = #"{"h":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}"#
    let narrow =
      #"{"i":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"#
      + #""\u00e9":{"dtype":"F4","shape":[2],"data_offsets":[3,4]}}"#
    let seeds = [try readFile(url), safetensors(half, data: 4), safetensors(narrow, data: 4)]

    let outcome = try mutations(of: seeds, count: 20_000) { bytes in
      try folder.write(bytes, to: "fuzz.safetensors")
      do {
        let file = try SafetensorsFile(url)
        for name in file.names {
          if let array = try? file[name] { check(array) }
        }
        return true
      } catch is SafetensorsError {
        return false
      }
    }
    // Otherwise the mutations would be too tame, or too wild, to tell anything.
    #expect(outcome.accepted > 300 && outcome.refused > 5000, "\(outcome)")
  }

  @Test func mutatedNPY() throws {
    let url = folder("fuzz.npy")
    var seeds: [[UInt8]] = []
    for array in [NDArray([[1, 2], [3, 4]] as [[Float]]), NDArray([true, false])] {
      try saveNPY(array, to: url)
      seeds.append(try readFile(url))
    }
    let bigEndian = "{'descr': '>u8', 'fortran_order': True, 'shape': (2L, 1L), }\n"
    seeds.append(npy(bigEndian, data: [UInt8](repeating: 1, count: 16)))
    let outcome = try mutations(of: seeds, count: 5_000) { bytes in
      try folder.write(bytes, to: "fuzz.npy")
      do {
        check(try loadNPY(url))
        return true
      } catch is NPYError {
        return false
      }
    }
    #expect(outcome.accepted > 80 && outcome.refused > 1000, "\(outcome)")
  }

  private func check(_ array: NDArray) {
    let bytes = array.withBytes { $0.count }
    #expect(bytes == array.shape.reduce(1, *) * array.dtype.size)
    if array.dtype == .bool { #expect(array.withBytes { $0.allSatisfy { $0 < 2 } }) }
  }

  private func mutations(
    of seeds: [[UInt8]], count: Int, isAccepted: ([UInt8]) throws -> Bool
  ) throws -> (accepted: Int, refused: Int) {
    var random = SplitMix64(state: 1)
    var outcome = (accepted: 0, refused: 0)
    for i in 0..<count {
      var bytes = seeds[i % seeds.count]
      repeat { bytes.mutate(using: &random) } while Int.random(in: 0..<4, using: &random) == 0
      if try isAccepted(bytes) { outcome.accepted += 1 } else { outcome.refused += 1 }
    }
    return outcome
  }
}

/// The same mutations on every run. Source: Steele, Lea, Flood (2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension [UInt8] {
  /// One change of the kinds that break readers: a bit, a byte, a digit, a piece lost or repeated.
  fileprivate mutating func mutate(using random: inout some RandomNumberGenerator) {
    guard let position = indices.randomElement(using: &random) else { return }
    let end = Swift.min(position + Int.random(in: 1...12, using: &random), count)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: self[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: self[position] = .random(in: 0...255, using: &random)
    case 2: removeSubrange(position..<end)
    case 3: insert(contentsOf: self[position..<end], at: position)
    case 4: removeLast(count - position)
    case 5:
      let token = ["{", "}", "[", "]", ",", ":", "\"", "\\u", "-", "e9", "null", " ", "()", "'"]
      insert(contentsOf: (token.randomElement(using: &random) ?? "").utf8, at: position)
    default:
      // Numbers are where the sizes are.
      let digits = indices.filter { (0x30...0x39).contains(self[$0]) }
      guard let digit = digits.randomElement(using: &random) else { return }
      if Bool.random(using: &random) {
        self[digit] = .random(in: 0x30...0x39, using: &random)
      } else {
        insert(contentsOf: String(Int.random(in: 0 ... .max, using: &random)).utf8, at: digit)
      }
    }
  }
}
