import Apus

extension CaptchaImages {
  /// Throws where a network cannot read images of this size, or where a label needs more steps than
  /// an image has: one for each digit, and one more between equal neighbours.
  func check(canBeReadBy architecture: Architecture) throws {
    let columns: Int
    do {
      columns = try architecture.columnsPerStep(for: size)
    } catch {
      throw Failure(.badData, "\(folder.relativePath): \(error)")
    }
    let steps = size.width / columns
    for (file, label) in zip(files, labels) where CTCLoss.requiredFrames(label) > steps {
      throw Failure(
        .badData,
        "\(file.relativePath): its \(label.count) digits need "
          + "\(CTCLoss.requiredFrames(label)) steps, but an image of \(size) has \(steps)")
    }
  }
}
