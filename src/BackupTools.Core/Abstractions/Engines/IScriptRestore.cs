namespace BackupTools.Abstractions;

/// <summary>An engine that runs plain SQL scripts, as its own client does that stops at the first error.</summary>
public interface IScriptRestore
{
    /// <summary>Prepares to run scripts; nothing of the target is changed before <see cref="IScriptTarget.PrepareAsync"/>.</summary>
    /// <param name="request">Where to run them, and how.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    Task<IScriptTarget> OpenScriptAsync(ScriptRequest request, CancellationToken cancellationToken);
}

/// <summary>Where an engine is asked to run scripts, and how.</summary>
public sealed record ScriptRequest
{
    /// <summary>The target; for an engine of files its path is the file to write.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>What to do with a target that exists and is not empty; with <see cref="Abstractions.IfExists.Append"/> the scripts run in it.</summary>
    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>True where statements may run that reach beyond the database: programs and files of the server, other databases.</summary>
    public bool AllowForeignStatements { get; init; }
}

/// <summary>
/// A run of scripts. The order is: <see cref="PrepareAsync"/>, <see cref="RunAsync"/> for each script, <see cref="CompleteAsync"/>.
/// Disposing before completion removes what the run itself has made, and leaves an existing database with what was committed in it.
/// </summary>
public interface IScriptTarget : IAsyncDisposable
{
    /// <summary>The target as the user would name it: a path, or a URI without password.</summary>
    string Display { get; }

    /// <summary>What would become of the target, one sentence each: the end of the text of <c>-WhatIf</c>.</summary>
    IReadOnlyList<string> Plan { get; }

    /// <summary>True where a database that is not empty would be replaced.</summary>
    bool Replaces { get; }

    /// <summary>Checks that the target may be written, and makes it ready.</summary>
    /// <param name="cancellationToken">Stops the preparation.</param>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Runs one script to its end, statement by statement, in memory that does not grow with it.</summary>
    /// <param name="name">What errors call it, e.g. <c>shop.sql</c>.</param>
    /// <param name="script">Its bytes; not closed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException">At the first error: the line, what the server said, what had been done, and what becomes of that.</exception>
    Task RunAsync(string name, Stream script, CancellationToken cancellationToken);

    /// <summary>Checks that nothing is left open, and publishes what was built.</summary>
    /// <param name="cancellationToken">Stops the completion, up to the moment of publishing.</param>
    Task<ScriptOutcome> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>What scripts have done.</summary>
/// <param name="Connection">The connection to the database.</param>
/// <param name="Database">The database's name.</param>
/// <param name="Statements">How many statements were run.</param>
/// <param name="Rows">How many rows they brought, as the server counts them.</param>
/// <param name="Replaced">True where something that existed was replaced.</param>
public sealed record ScriptOutcome(DbConnectionInfo Connection, string Database, long Statements, long Rows, bool Replaced)
{
    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
