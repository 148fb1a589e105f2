import ApusProof
import ApusTestSupport
import Testing

/// Numbers that float32 holds would not show where float64 is rounded to it.
@Suite(.ownRandomNumbers) struct DoublesTests {
  /// What it does with numbers of float64 is seen otherwise.
  static let exceptions = ["training: CTC": "its weights are drawn in float64"]

  /// In a process of its own, as other tests draw from the default generator.
  @Test func everyItemOfFloat64GetsMoreDigitsThanFloat32Holds() async {
    await #expect(processExitsWith: .success) {
      let fixtures = try Fixtures()
      var count = 0
      for example in ItemCase.all where !example.group.isDifference {
        let outcome = try example.group.outcome(of: example.item, fixtures)
        let given = outcome.cases.filter { $0.dtype == "float64" }.compactMap(\.getsDoubles)
        if given.isEmpty { continue }
        count += 1
        let isExcepted = DoublesTests.exceptions[example.item.name] != nil
        #expect(given.contains(true) != isExcepted, "\(example.item.name)")
      }
      #expect(count > 100)
    }
  }
}
