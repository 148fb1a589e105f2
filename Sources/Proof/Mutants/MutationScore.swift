/// The suite's own proof: every wrong derivative must be caught by the cases of its subject.
package struct MutationScore: Encodable, Sendable {
  /// Steps and inputs whose derivatives the cases go through.
  package internal(set) var rules = 0
  package internal(set) var mutants: [Count] = []
  package internal(set) var survivors: [Survivor] = []
  /// Rules that no mutant changed.
  package internal(set) var untested: [String] = []
  /// Operations without a rule of their own: they are composed of others.
  package internal(set) var composed: [String] = []
  package internal(set) var seconds = 0.0

  /// How often a mistake was made, and noticed.
  package struct Count: Encodable, Sendable {
    package let mistake: String
    /// nil where it was made in every rule.
    package let operation: String?
    package internal(set) var injected = 0
    package internal(set) var caught = 0
  }

  package struct Survivor: Encodable, Sendable {
    package let operation: String
    package let rule: String
    package let mistake: String
  }

  package var injected: Int { mutants.reduce(0) { $0 + $1.injected } }
  package var caught: Int { mutants.reduce(0) { $0 + $1.caught } }
  package var isRight: Bool { survivors.isEmpty && untested.isEmpty }

  mutating func count(_ mutant: Mutant, _ subject: Subject, isCaught: Bool) {
    let operation = mutant.isGeneric ? nil : subject.name
    var index = mutants.firstIndex { $0.mistake == mutant.mistake && $0.operation == operation }
    if index == nil {
      index = mutants.count
      mutants.append(Count(mistake: mutant.mistake, operation: operation))
    }
    mutants[index!].injected += 1
    if isCaught {
      mutants[index!].caught += 1
    } else {
      survivors.append(
        Survivor(
          operation: subject.name,
          rule: mutant.place.map { "\(mutant.rule), \($0)" } ?? "\(mutant.rule)",
          mistake: mutant.mistake))
    }
  }
}

extension MutationScore {
  private enum CodingKeys: String, CodingKey {
    case isRight, rules, mutants, survivors, untested, composed, seconds
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(isRight, forKey: .isRight)
    try container.encode(rules, forKey: .rules)
    try container.encode(mutants, forKey: .mutants)
    try container.encode(survivors, forKey: .survivors)
    try container.encode(untested, forKey: .untested)
    try container.encode(composed, forKey: .composed)
    try container.encode(seconds, forKey: .seconds)
  }
}
