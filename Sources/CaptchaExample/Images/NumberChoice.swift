/// All numbers below `limit`, or a random choice of them without repetition, in order.
func chooseNumbers(_ count: Int, below limit: Int, seed: UInt64) -> [Int] {
  if count == limit { return Array(0..<limit) }
  var random = SplitMix64(seed: seed)
  var chosen = Set<Int>()
  // Every set is equally likely (Bentley and Floyd, "A Sample of Brilliance", 1987).
  for last in (limit - count)..<limit {
    let candidate = Int.random(in: 0...last, using: &random)
    chosen.insert(chosen.contains(candidate) ? last : candidate)
  }
  return chosen.sorted()
}

/// `number` in so many digits, with leading zeros.
func digitText(_ number: Int, digits: Int) -> String {
  let text = "\(number)"
  return String(repeating: "0", count: digits - text.count) + text
}
