import ApusProof
import ApusTestSupport
import Testing

/// An item of the certificate as a test's argument.
struct ItemCase: Sendable, CustomTestStringConvertible {
  let group: ItemGroup
  let item: Item
  var testDescription: String { item.name }

  static let all = ItemGroup.all.flatMap { group in
    group.items.map { ItemCase(group: group, item: $0) }
  }
}

/// Everything that PyTorch computed is computed here again: Tests/Fixtures.
@Suite(.ownRandomNumbers) struct ItemTests {
  static let fixtures = Result { try Fixtures() }

  @Test(arguments: ItemCase.all.filter { !$0.item.drawsFromDefault })
  func equalsPyTorch(_ example: ItemCase) throws {
    try expectRight(example, ItemTests.fixtures.get())
  }

  /// In a process of its own, as other tests draw from the default generator.
  @Test(arguments: ItemCase.all.filter(\.item.drawsFromDefault))
  func equalsPyTorchFromTheDefaultGenerator(_ example: ItemCase) async {
    await #expect(processExitsWith: .success) { [name = example.item.name as String] in
      let example = try #require(ItemCase.all.first { $0.item.name == name })
      try expectRight(example, Fixtures())
    }
  }

  @Test func namesAreUnique() {
    let names = ItemCase.all.map(\.item.name)
    #expect(Set(names).count == names.count)
    #expect(Set(ItemGroup.all.map(\.file)).count == ItemGroup.all.count)
  }

  @Test func everyItemHasCases() throws {
    let fixtures = try ItemTests.fixtures.get()
    for example in ItemCase.all {
      #expect(try example.group.caseCount(of: example.item, fixtures) > 0, "\(example.item.name)")
    }
  }
}

private func expectRight(_ example: ItemCase, _ fixtures: Fixtures) throws {
  let outcome = try example.group.outcome(of: example.item, fixtures)
  #expect(outcome.isRight, "\(Failure(outcome).map { "\($0)" } ?? "")")
  #expect(Failure(outcome) == nil)
}
