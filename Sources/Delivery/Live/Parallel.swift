/// Work on many things at once, up to a limit.
package enum Parallel {
    /// - Returns: the results in the order of the inputs.
    /// - Throws: the first error; what had not begun by then is not begun.
    package static func map<Input: Sendable, Output: Sendable, Failure: Error>(
        _ inputs: [Input], limit: Int, _ transform: @escaping @Sendable (Input) async throws(Failure) -> Output
    ) async throws(Failure) -> [Output] {
        let result: Result<[Output], Failure> = await withTaskGroup(of: (Int, Result<Output, Failure>).self) { group in
            var outputs: [Output?] = Array(repeating: nil, count: inputs.count)
            var next = 0
            func start() {
                guard next < inputs.count else { return }
                let index = next
                let input = inputs[index]
                next += 1
                group.addTask {
                    do throws(Failure) { return (index, .success(try await transform(input))) } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<max(1, limit) { start() }
            while let (index, result) = await group.next() {
                switch result {
                case .success(let output): outputs[index] = output
                case .failure(let error):
                    group.cancelAll()
                    return .failure(error)
                }
                start()
            }
            return .success(outputs.compactMap { $0 })
        }
        return try result.get()
    }

    /// Computation spread over the processors, for inputs that take microseconds each.
    ///
    /// - Returns: the results in the order of the inputs.
    static func compute<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ transform: @escaping @Sendable (Input) -> Output
    ) async -> [Output] {
        let size = 16
        let chunks = stride(from: 0, to: inputs.count, by: size).map { inputs[$0..<min($0 + size, inputs.count)] }
        let results = await map(chunks, limit: 8) { (chunk) async throws(Never) in chunk.map(transform) }
        return results.flatMap { $0 }
    }
}
