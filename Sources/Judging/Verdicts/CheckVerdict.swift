/// What a check says of a candidate at one instant. Only ``fail`` reverts; all but ``pass`` hold, up to a deadline.
package enum CheckVerdict: String, Sendable, Hashable, CaseIterable {
    case pass
    case fail
    /// Measured, and not enough yet to say either.
    case inconclusive
    /// The source answered that there is nothing.
    case noData
    /// The source did not answer, or not with something that can be judged.
    case providerError
}
