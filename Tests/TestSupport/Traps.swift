public import Testing

extension ExitTest.Result? {
  /// Whether the process said `message` on its standard error before it ended.
  public func says(_ message: String) -> Bool {
    guard let self else { return false }
    return String(decoding: self.standardErrorContent, as: UTF8.self).contains(message)
  }
}
