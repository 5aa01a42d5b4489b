/// Why a model folder cannot be digested. Names stand in the messages with control characters replaced.
package enum ModelError: Error, Sendable, Hashable {
    /// A name that not every system reads alike, or that leads elsewhere.
    case name(_ path: String, reason: String)
    /// Neither a plain file nor a folder.
    case kind(_ path: String, found: String)
    /// Two names that a file system without case takes for one.
    case collision(_ first: String, _ second: String)
    /// A file that an ignored folder holds: nobody vouches for it.
    case inIgnoredFolder(_ path: String)
    /// The file was written to, replaced, added or removed while it was read.
    case changed(_ path: String)
    case tooMany(files: Int)
    case tooDeep(_ path: String)
    /// A list of files names the same one twice.
    case duplicate(_ path: String)
    /// The system refused; `code` is errno's.
    case system(_ operation: String, path: String, code: Int32)
    case cancelled
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .name(let path, let reason): "expected a portable file name, found '\(Self.shown(path))': \(reason)"
        case .kind(let path, let found): "expected a file or a folder at '\(Self.shown(path))', found \(found)"
        case .collision(let first, let second):
            "expected names that differ in more than case, found '\(Self.shown(first))' and '\(Self.shown(second))'"
        case .inIgnoredFolder(let path):
            "expected nothing in ignored folders, found '\(Self.shown(path))', which no digest would cover"
        case .changed(let path): "expected '\(Self.shown(path))' to stay as it is while it is read, found it changed"
        case .tooMany(let files): "expected at most \(files) files, found more"
        case .tooDeep(let path):
            "expected at most \(ModelFolder.mostDepth) folders in one another, found '\(Self.shown(path))'"
        case .duplicate(let path): "expected each file once, found '\(Self.shown(path))' twice"
        case .system(let operation, let path, let code):
            "could not \(operation) '\(Self.shown(path))': \(SystemFault.text(code))"
        case .cancelled: "the work was cancelled"
        }
    }

    /// What the reader can do; nil where the message says it all.
    package var hint: String? {
        switch self {
        case .name, .collision: "rename the file"
        case .kind(_, let found):
            found == "a symbolic link" ? "put the file itself into the folder" : "take it out of the model folder"
        case .inIgnoredFolder: "move it out of the model folder, or cover ignored folders too"
        case .changed: "let nothing write to the model while it is signed or verified, then try again"
        case .tooMany, .tooDeep: "name the model's own folder, not one above it"
        case .duplicate, .cancelled: nil
        case .system: "check the permissions and the disk"
        }
    }

    private static func shown(_ path: String) -> String {
        String(
            String.UnicodeScalarView(
                path.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
