import Apus
import FoundationEssentials

/// All that a training run needs to go on after an epoch as if it had never stopped.
///
/// The LSTM's state is not part of it: each epoch starts from zeros.
struct TrainingCheckpoint {
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
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys  // Equal runs give equal files.
    let text = [
      "captcha": "checkpoint", "epoch": "\(epoch)", "images": fingerprint,
      "settings": String(decoding: try encoder.encode(settings), as: UTF8.self),
    ]
    let parts = [
      "network": network, "optimizer": optimizer, "schedule": schedule, "random": ["state": random],
      "split": ["train": NDArray(split[0]), "test": NDArray(split[1])],
    ]
    try saveCheckpoint(parts, to: url, metadata: text)
  }

  /// Throws where the split is not one of so many images, as in a damaged file.
  func checkSplit(imageCount: Int) throws {
    let indices = split.flatMap { $0 }
    guard split.map(\.count) == [settings.trainCount, settings.testCount],
      indices.allSatisfy((0..<imageCount).contains), Set(indices).count == indices.count
    else { throw Mismatch("its split is not one of \(imageCount) images") }
  }
}

extension SafetensorsFile {
  /// Whether `TrainingCheckpoint` has written it.
  var isCheckpoint: Bool { metadata["captcha"] == "checkpoint" }
}

extension TrainingCheckpoint {
  init(_ url: URL) throws {
    func damaged(_ reason: String) -> Failure {
      Failure(.badData, "\(url.relativePath): \(reason)")
    }
    let noCheckpoint = damaged("is not a checkpoint of captcha train")
    guard try SafetensorsFile(url).isCheckpoint else { throw noCheckpoint }
    let file: Checkpoint
    do {
      file = try loadCheckpoint(url)
    } catch let error as SafetensorsError {
      throw damaged(
        "is from an earlier version or damaged: train anew without --resume (\(error.reason))")
    }
    let text = file.metadata
    guard let epoch = text["epoch"].flatMap(Int.init), epoch > 0,
      let fingerprint = text["images"], let settings = text["settings"].flatMap(Self.settings),
      settings.isSound
    else { throw noCheckpoint }
    func integers(_ part: String, _ name: String) throws -> [Int] {
      guard let array = try file[part][name], array.dtype == .int64, array.rank == 1 else {
        throw damaged("has no list of integers \(part).\(name)")
      }
      return array.scalars(as: Int.self)
    }
    let random = try integers("random", "state")
    guard random.count == 627 else { throw damaged("has no state of the random numbers") }
    self.init(
      settings: settings, fingerprint: fingerprint, epoch: epoch, network: try file["network"],
      optimizer: try file["optimizer"], schedule: try file["schedule"], random: NDArray(random),
      split: [try integers("split", "train"), try integers("split", "test")])
  }

  private static func settings(_ text: String) -> TrainingSettings? {
    try? JSONDecoder().decode(TrainingSettings.self, from: Data(text.utf8))
  }
}
