/// The suite's own proof: every wrong derivative must be caught by the cases of its subject.
package struct MutationScore: Encodable, Sendable {
  /// Steps and inputs whose derivatives the cases go through.
  package internal(set) var rules = 0
  /// How many wrong derivatives were injected, by mistake.
  package internal(set) var injected: [String: Int] = [:]
  package internal(set) var caught: [String: Int] = [:]
  package internal(set) var survivors: [Survivor] = []
  /// Rules that no mutant changed.
  package internal(set) var untested: [String] = []
  /// Subjects without a rule of their own: they are composed of others.
  package internal(set) var composed: [String] = []
  package internal(set) var seconds = 0.0

  package struct Survivor: Encodable, Sendable {
    package let subject: String
    package let rule: String
    package let mistake: String
  }

  package var injectedCount: Int { injected.values.reduce(0, +) }
  package var caughtCount: Int { caught.values.reduce(0, +) }
  package var isPerfect: Bool { survivors.isEmpty && untested.isEmpty }
}
