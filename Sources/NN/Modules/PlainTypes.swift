import ApusTensor

/// Whether this is a type that holds references, but no parts. Foundation's types are known by name, as it is
/// not imported here; those that are not in the list are looked at like any others.
func isPlain(_ type: Any.Type) -> Bool {
  if type == String.self || type == Substring.self || type == Character.self { return true }
  if type == NDArray.self { return true }
  return foundationName(of: type).map { plainTypes.contains($0) } ?? false
}

/// Whether this is a lock of Foundation's. One that can be told from its type otherwise, such as a `Mutex`,
/// has what it guards within it.
func isLock(_ type: Any.Type) -> Bool {
  foundationName(of: type).map { locks.contains($0) } ?? false
}

/// `URL`, and that too for types within it; nil for types that are not Foundation's.
private func foundationName(of type: Any.Type) -> Substring? {
  let words = _typeName(type, qualified: true).split(maxSplits: 2) { $0 == "." || $0 == "<" }
  return words.count > 1 && modules.contains(words[0]) ? words[1] : nil
}

private let modules: Set<Substring> = [
  "Foundation", "FoundationEssentials", "FoundationInternationalization",
]

private let locks: Set<Substring> = [
  "LockedState", "NSCondition", "NSConditionLock", "NSLock", "NSRecursiveLock",
]

private let plainTypes = locks.union([
  "Bundle", "ByteCountFormatter", "Calendar", "CharacterSet", "Data", "Date", "DateComponents",
  "DateFormatter", "DateInterval", "DateIntervalFormatter", "Decimal", "FileHandle", "FileManager",
  "IndexPath", "IndexSet", "ISO8601DateFormatter", "Locale", "NSCalendar", "NSCharacterSet",
  "NSData",
  "NSDate", "NSDateComponents", "NSDecimalNumber", "NSIndexSet", "NSLocale", "NSMutableData",
  "NSMutableString", "NSNull", "NSNumber", "NSRegularExpression", "NSString", "NSTimeZone", "NSURL",
  "NSUUID", "NumberFormatter", "PersonNameComponents", "Pipe", "ProcessInfo", "Scanner", "TimeZone",
  "URL", "URLComponents", "URLQueryItem", "UUID", "UserDefaults",
])
