import Apus
import FoundationEssentials

/// All that a training run needs to go on after an epoch as if it had never stopped.
///
/// The LSTM's state is not part of it: each epoch starts from zeros.
struct Checkpoint {
  var settings: TrainingSettings
  /// Of the images, in their order.
  var fingerprint: String
  /// Number of epochs done.
  var epoch: Int
  var network: StateDict
  var optimizer: [String: NDArray]
  var schedule: [String: NDArray]
  /// Where the random stream stands.
  var random: NDArray
  /// Indices of the images to train on and to test on.
  var split: [[Int]]

  /// Where the checkpoint of a model file stands: captcha.checkpoint.safetensors beside
  /// captcha.safetensors.
  static func url(for model: URL) -> URL {
    let name = model.pathExtension == "safetensors" ? model.deletingPathExtension() : model
    return name.appendingPathExtension("checkpoint.safetensors")
  }

  func save(to url: URL) throws {
    var tensors = ["random": random]
    for (part, indices) in zip(["train", "test"], split) {
      tensors["split.\(part)"] = NDArray(indices)
    }
    for (prefix, state) in parts {
      for (name, array) in state { tensors["\(prefix).\(name)"] = array }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys  // Equal runs give equal files.
    let text = [
      "captcha": "checkpoint", "epoch": "\(epoch)", "images": fingerprint,
      "settings": String(decoding: try encoder.encode(settings), as: UTF8.self),
    ]
    try saveSafetensors(tensors, to: url, metadata: text)
  }

  /// Throws where the split is not one of so many images, as in a damaged file.
  func checkSplit(imageCount: Int) throws {
    let indices = split.flatMap { $0 }
    guard split.map(\.count) == [settings.trainCount, settings.testCount],
      indices.allSatisfy((0..<imageCount).contains), Set(indices).count == indices.count
    else { throw Mismatch("its split is not one of \(imageCount) images") }
  }

  private var parts: [(String, [String: NDArray])] {
    [("network", network), ("optimizer", optimizer), ("schedule", schedule)]
  }
}

extension SafetensorsFile {
  /// Whether `Checkpoint` has written it.
  var isCheckpoint: Bool { metadata["captcha"] == "checkpoint" }
}

extension Checkpoint {
  init(_ url: URL) throws {
    let file = try SafetensorsFile(url)
    let tensors = try file.tensors
    func damaged(_ reason: String) -> Failure {
      Failure(.badData, "\(url.relativePath): \(reason)")
    }
    func indices(_ name: String) throws -> [Int] {
      guard let array = tensors[name], array.dtype == .int64, array.rank == 1 else {
        throw damaged("has no list of indices \(name)")
      }
      return array.scalars(as: Int.self)
    }
    func part(_ prefix: String) -> [String: NDArray] {
      let start = "\(prefix)."
      let members = tensors.filter { $0.key.hasPrefix(start) }
      return Dictionary(
        uniqueKeysWithValues: members.map { (String($0.key.dropFirst(start.count)), $0.value) })
    }
    let text = file.metadata
    guard file.isCheckpoint, let epoch = text["epoch"].flatMap(Int.init), epoch > 0,
      let fingerprint = text["images"], let settings = text["settings"].flatMap(Self.settings),
      settings.isSound
    else { throw damaged("is not a checkpoint of captcha train") }
    let random = try indices("random")
    guard random.count == 627 else { throw damaged("has no state of the random numbers") }
    self.init(
      settings: settings, fingerprint: fingerprint, epoch: epoch, network: part("network"),
      optimizer: part("optimizer"), schedule: part("schedule"), random: NDArray(random),
      split: [try indices("split.train"), try indices("split.test")])
  }

  private static func settings(_ text: String) -> TrainingSettings? {
    try? JSONDecoder().decode(TrainingSettings.self, from: Data(text.utf8))
  }
}
