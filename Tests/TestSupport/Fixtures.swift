import FoundationEssentials
import Serialization
public import Tensor

/// The arrays of `Tests/Fixtures/<name>.safetensors`, which `make_fixtures.py` wrote with PyTorch.
public func fixture(_ name: String) throws -> [String: NDArray] {
  try loadSafetensors(fixtureURL("\(name).safetensors"))
}

/// The entries of a fixture below `prefix`, by the rest of their names.
public func entries(_ fixture: [String: NDArray], below prefix: String) -> [String: NDArray] {
  var result: [String: NDArray] = [:]
  for (name, array) in fixture where name.hasPrefix(prefix + "/") {
    result[String(name.dropFirst(prefix.count + 1))] = array
  }
  return result
}

/// The metadata of the same file.
public func fixtureMetadata(_ name: String) throws -> [String: String] {
  try SafetensorsFile(fixtureURL("\(name).safetensors")).metadata
}

/// What `Tests/Fixtures/<name>.json` holds.
public func fixtureJSON<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
  try JSONDecoder().decode(type, from: Data(contentsOf: fixtureURL("\(name).json")))
}

private func fixtureURL(_ name: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures").appending(path: name, directoryHint: .notDirectory)
}
