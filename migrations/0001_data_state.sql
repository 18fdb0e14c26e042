INSERT INTO `data_state` (`id`, `version`, `contacts`) VALUES (1, 1, 0);
