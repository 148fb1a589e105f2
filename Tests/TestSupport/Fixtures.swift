import FoundationEssentials
import Serialization
public import Tensor

/// The arrays of `Tests/Fixtures/<name>.safetensors`, which `make_fixtures.py` wrote with PyTorch.
public func fixture(_ name: String) throws -> [String: NDArray] {
  try loadSafetensors(fixtureURL("\(name).safetensors"))
}

private func fixtureURL(_ name: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures").appending(path: name, directoryHint: .notDirectory)
}
