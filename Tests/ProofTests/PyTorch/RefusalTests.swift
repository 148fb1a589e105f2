import ApusProof
import ApusTestSupport
import Testing

/// What the certificate says of calls that stop the program.
@Suite(.ownRandomNumbers) struct RefusalTests {
  @Test(arguments: Refusal.all.indices) func stopsTheProgram(index: Int) async {
    let refusal = Refusal.all[index]
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index = index as Int] in
      Refusal.all[index].body()
    }
    #expect(result.says(refusal.message), "\(refusal.name)")
  }
}
