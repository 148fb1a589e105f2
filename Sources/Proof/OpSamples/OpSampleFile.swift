import ApusSerialization
import ApusTensor
import FoundationEssentials

/// One of PyTorch's sample inputs, with what PyTorch computed of it. Arrays stand for themselves by their names.
struct StoredSample: Decodable, Sendable {
  /// The entry of PyTorch's list of operations: `max.reduction_with_dim`.
  let entry: String
  /// Its place among the entry's samples, of which the file may leave some out.
  let sample: Int
  let args: [OpArgument]
  let kwargs: [String: OpArgument]?
  let results: [String]
  /// The results that PyTorch recorded, which are those that are differentiated.
  let recorded: [Int]?
  /// By the place of the input: `0`, `0.1` in a list, `weight`. null: no gradient reached it.
  let gradients: [String: String?]?
}

/// The file of PyTorch's sample inputs.
struct OpSampleFile: Sendable {
  static let name = "op_samples.safetensors"
  let samples: [StoredSample]
  let arrays: [String: NDArray]
  /// Where the numbers were made: "torch", "cpu_vendor", "cpu_capability", "machine".
  let provenance: [String: String]

  /// Throws where it is missing, damaged, or was made with another PyTorch.
  init(in folder: URL) throws {
    let url = folder.appending(path: OpSampleFile.name)
    guard let bytes = FileManager.default.contents(atPath: url.path) else {
      throw FixtureError(
        path: folder.relativePath, reason: "has no file \(OpSampleFile.name)", isDamage: false)
    }
    do {
      let file = try SafetensorsFile(url)
      try FixtureFile.checkChecksum(of: Array(bytes))
      try FixtureFile.checkVersion(file.metadata["torch"])
      guard let index = file.metadata["samples"] else {
        throw CaseProblem("its metadata lists no samples")
      }
      samples = try JSONDecoder().decode([StoredSample].self, from: Data(index.utf8))
      arrays = try file.tensors
      provenance = file.metadata.filter { !["samples", "crc32"].contains($0.key) }
    } catch let error as SafetensorsError {
      throw FixtureError(path: error.path, reason: error.reason, isDamage: true)
    } catch {
      throw FixtureError(path: url.relativePath, reason: "\(error)", isDamage: true)
    }
  }

  func array(_ name: String) throws -> NDArray {
    guard let array = arrays[name] else { throw CaseProblem("has no array \(name)") }
    return array
  }
}
