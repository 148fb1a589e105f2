import Apus
import FoundationEssentials

/// A trained reader and what must be known to use it.
///
/// Its file holds the network's tensors alone, under the names that PyTorch gives them; the rest is
/// text beside them. A file that PyTorch's own program has saved lacks that text and is read as
/// well: the sizes are those of its tensors.
struct ModelFile {
  let network: ColumnReader
  /// That of the training images; nil where the file does not tell.
  var normalisation: Normalisation?
  /// Size of the training images; nil where the file does not tell.
  var imageSize: ImageSize?

  /// - Parameter remarks: further text for whoever looks into the file.
  func save(to url: URL, remarks: [String: String] = [:]) throws {
    var text = remarks.merging(Self.text(of: network.architecture)) { $1 }
    text["format"] = "pt"
    if let normalisation {
      text["mean"] = "\(normalisation.mean)"
      text["std"] = "\(normalisation.std)"
    }
    if let imageSize {
      text["image_width"] = "\(imageSize.width)"
      text["image_height"] = "\(imageSize.height)"
      text["columns_per_step"] = "\(try network.architecture.columnsPerStep(for: imageSize))"
    }
    try saveSafetensors(network.stateDict, to: url, metadata: text)
  }

  private static func text(of architecture: Architecture) -> [String: String] {
    [
      "hidden_size": "\(architecture.hiddenSize)",
      "num_layers": "\(architecture.layers)",
      "bidirectional": "\(architecture.bidirectional)",
      "classes": "\(architecture.classes)",
      "blank": "\(architecture.blank)",
    ]
  }
}

extension ModelFile {
  /// Reads and checks a file.
  init(_ url: URL) throws {
    let file = try SafetensorsFile(url)
    do {
      if file.isCheckpoint {
        throw Mismatch("is what --resume needs; the reader is in the file beside it")
      }
      let architecture = try Architecture(of: file.tensors)
      let text = MetadataReader(text: file.metadata)
      try text.check(Self.text(of: architecture))
      normalisation = try text.normalisation()
      imageSize = try text.imageSize()
      if let imageSize {
        let columns = try architecture.columnsPerStep(for: imageSize)
        try text.check(["columns_per_step": "\(columns)"])
      }
      network = ColumnReader(architecture)
      try network.load(file.tensors, cast: true)
      network.eval()
    } catch {
      throw Failure(.badData, "\(url.relativePath): \(error)")
    }
  }
}

extension ModelFile {
  /// Throws where images of this size are not what the network was made for.
  func check(_ size: ImageSize, of path: String) throws {
    if let imageSize, imageSize.height != size.height {
      throw Failure(
        .badData, "\(path): is \(size), but the network was trained on images of \(imageSize)")
    }
    do {
      _ = try network.architecture.columnsPerStep(for: size)
    } catch {
      throw Failure(.badData, "\(path): \(error)")
    }
  }
}

/// The text beside the tensors, with numbers checked.
private struct MetadataReader {
  let text: [String: String]

  /// Throws where the text says something else than `expected`.
  func check(_ expected: [String: String]) throws {
    for (key, value) in expected.sorted(by: { $0.key < $1.key }) {
      if let stated = text[key], stated != value {
        throw Mismatch("says \(key) \(stated), but its tensors say \(value)")
      }
    }
  }

  func normalisation() throws -> Normalisation? {
    guard let mean = try number("mean"), let std = try number("std") else { return nil }
    guard Float(std) > 0 else { throw Mismatch("says std \(std), which is not positive") }
    return Normalisation(mean: mean, std: std)
  }

  func imageSize() throws -> ImageSize? {
    guard let width = try number("image_width"), let height = try number("image_height") else {
      return nil
    }
    guard let width = Int(exactly: width), let height = Int(exactly: height) else {
      throw Mismatch("says an image size of \(width) x \(height)")
    }
    return ImageSize(width: width, height: height)
  }

  private func number(_ key: String) throws -> Double? {
    guard let stated = text[key] else { return nil }
    guard let value = Double(stated), Float(value).isFinite else {
      throw Mismatch("says \(key) \(stated), which is not a number")
    }
    return value
  }
}
