import ApusAutograd
import ApusGradCheck
import Testing

/// Why a check did not pass.
func failure(_ body: () throws -> Void) -> GradCheckFailure? {
  #expect(throws: GradCheckFailure.self, performing: body)
}

/// Requires a reason, and parts of the report.
func expect(
  _ failure: GradCheckFailure?, _ reason: GradCheckFailure.Reason, _ parts: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(failure?.reason == reason, sourceLocation: sourceLocation)
  for part in parts {
    #expect(
      failure?.description.contains(part) == true, "\(failure?.description ?? "")",
      sourceLocation: sourceLocation)
  }
}
