using System.Text;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration.JobFiles.Binding;
using BackupTools.Configuration.JobFiles.Keys;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration;

/// <summary>The file of a job, as it was read: the job, or else all mistakes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Definition">The job; null where the file has a mistake.</param>
/// <param name="Problems">The mistakes, in the order of the file.</param>
public sealed record JobFile(string Path, BackupJobDefinition? Definition, IReadOnlyList<JobProblem> Problems)
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Reads a file. Nothing is connected to, and no secret is looked up.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="components">The engines and storages.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobNotFound"/>; <see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    public static JobFile Read(string path, ComponentSet components)
    {
        if (!OrdinaryFile.Exists(path))
            throw new BackupException(ErrorCode.JobNotFound, $"There is no file '{path}'.", "Check the path.", path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Parse(path, content.AsSpan(0, length), components, Environment.GetEnvironmentVariable);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw new BackupException(ErrorCode.ConfigurationInaccessible, $"'{path}' cannot be read: {e.Message}", "Check its rights.", path, e);
        }
    }

    /// <summary>Understands the content of a file.</summary>
    internal static JobFile Parse(string path, ReadOnlySpan<byte> content, ComponentSet components, Func<string, string?> variable)
    {
        List<JobProblem> problems = [];
        void Report(Place place, string key, string problem, string remedy) => problems.Add(new JobProblem(
            path, Math.Max(1, place.Line), Math.Max(1, place.Column), ShownText.Clean(key), ShownText.Clean(problem), ShownText.Clean(remedy)));

        BackupJobDefinition? definition = null;
        try
        {
            if (content.Length > MaxBytes)
                throw new JobTextException(default, "It is larger than 256 KiB.", "Write several files.");
            JobNode? root = JobText.Read(Decode(content), (place, problem, remedy) => Report(place, "", problem, remedy));
            definition = root is JobMapping keys ? Bind(keys, path, components, variable, Report)
                : throw new JobTextException(root?.Place ?? default, root is null ? "The file is empty." : "A job is keys with values.", "Write connection: and what belongs to it.");
        }
        catch (JobTextException e)
        {
            Report(e.Place, "", e.Message, e.Remedy);
        }

        problems = [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column).Distinct()];
        return new JobFile(path, problems.Count == 0 ? definition : null, problems);
    }

    private static BackupJobDefinition Bind(
        JobMapping keys, string path, ComponentSet components, Func<string, string?> variable, Action<Place, string, string, string> report)
    {
        bool isModular = keys[JobKeys.Modular] is JobMapping && keys["connection"] is null;
        JobKey table = isModular ? JobKeys.ModularJob : JobKeys.Job;
        new JobShape(report).Check(keys, table, "");
        JobBinding binding = new(new JobValues(keys, table), path, components, report);
        return isModular ? ModularJob.Bind(binding, variable) : NativeJob.Bind(binding);
    }

    private static string Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            return text.TrimStart('\ufeff');
        }
        catch (DecoderFallbackException e)
        {
            throw new JobTextException(default, "It is not UTF-8.", "Save it as UTF-8.", e);
        }
    }
}
