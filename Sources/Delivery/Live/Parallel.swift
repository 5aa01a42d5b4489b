import Foundation
import Synchronization

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

    /// Asked once: Foundation opens files of the control group each time.
    private static let processors = ProcessInfo.processInfo.activeProcessorCount

    /// Computation spread over the processors, for inputs that take microseconds each.
    ///
    /// It steps aside after each part: an answer of the network that has come meanwhile goes first.
    ///
    /// - Returns: the results in the order of the inputs.
    static func compute<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ transform: @escaping @Sendable (Input) -> Output
    ) async -> [Output] {
        let outputs = Outputs<Output>(count: inputs.count)
        await withDiscardingTaskGroup { group in
            for _ in 0..<min(outputs.parts, processors) {
                group.addTask { while outputs.fillPart({ transform(inputs[$0]) }) { await Task.yield() } }
            }
        }
        return outputs.take()
    }
}

/// Where workers put what they compute, part by part, each where it belongs.
private final class Outputs<Output: Sendable>: Sendable {
    private static var sizeOfPart: Int { 16 }

    /// How many parts there are.
    let parts: Int
    private let count: Int
    // Each element is written once, by the worker that took its part, before the group of workers ends.
    private nonisolated(unsafe) let elements: UnsafeMutablePointer<Output>
    private let next = Atomic(0)

    init(count: Int) {
        self.count = count
        parts = (count + Self.sizeOfPart - 1) / Self.sizeOfPart
        elements = .allocate(capacity: count)
    }

    deinit { elements.deallocate() }

    /// - Returns: false where no part was left.
    func fillPart(_ output: (Int) -> Output) -> Bool {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < parts else { return false }
        for index in part * Self.sizeOfPart..<min((part + 1) * Self.sizeOfPart, count) {
            (elements + index).initialize(to: output(index))
        }
        return true
    }

    /// All of them. To be called once, when all parts are filled.
    func take() -> [Output] {
        Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.baseAddress?.moveInitialize(from: elements, count: count)
            initialized = count
        }
    }
}
