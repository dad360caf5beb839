namespace BackupTools.Engines.Shared;

/// <summary>Finds circles in a graph (Tarjan's algorithm, without recursion: chains may be as long as a schema).</summary>
internal static class StrongComponents
{
    /// <summary>The sets of nodes that reach each other, of more than one node each.</summary>
    /// <param name="nodes">The nodes to look at.</param>
    /// <param name="next">Where each node leads; what is not among the nodes is ignored.</param>
    public static List<List<int>> Find(IReadOnlyCollection<int> nodes, Func<int, IEnumerable<int>> next)
    {
        HashSet<int> within = [.. nodes];
        Dictionary<int, int> number = new(within.Count);
        Dictionary<int, int> low = new(within.Count);
        HashSet<int> open = [];
        Stack<int> path = new();
        Stack<(int Node, IEnumerator<int> Edges)> calls = new();
        List<List<int>> result = [];

        void Enter(int node)
        {
            number[node] = low[node] = number.Count;
            path.Push(node);
            open.Add(node);
            calls.Push((node, next(node).GetEnumerator()));
        }

        foreach (int start in nodes)
        {
            if (number.ContainsKey(start))
                continue;
            Enter(start);
            while (calls.Count > 0)
            {
                (int node, IEnumerator<int> edges) = calls.Peek();
                if (edges.MoveNext())
                {
                    int to = edges.Current;
                    if (!within.Contains(to))
                        continue;
                    if (!number.TryGetValue(to, out int reached))
                        Enter(to);
                    else if (open.Contains(to))
                        low[node] = Math.Min(low[node], reached);
                    continue;
                }

                calls.Pop();
                edges.Dispose();
                if (calls.Count > 0)
                    low[calls.Peek().Node] = Math.Min(low[calls.Peek().Node], low[node]);
                if (low[node] == number[node])
                    Close(node);
            }
        }

        return result;

        void Close(int node)
        {
            List<int> component = [];
            int member;
            do
            {
                member = path.Pop();
                open.Remove(member);
                component.Add(member);
            }
            while (member != node);
            if (component.Count > 1)
                result.Add(component);
        }
    }
}
